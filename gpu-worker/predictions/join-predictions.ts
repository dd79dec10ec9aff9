/** Joins the parts of the predictions into one JSON list, without holding it in memory. */

import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';

/** Joins parts, of which each line is a frame, into a JSON list with a frame on each line. */
export async function joinPredictions(parts: readonly string[], file: string): Promise<void> {
  const out = createWriteStream(file);
  let separator = '[\n';
  for (const part of parts) {
    for await (const line of createInterface({ input: createReadStream(part) })) {
      if (!out.write(separator + line)) await once(out, 'drain');
      separator = ',\n';
    }
  }
  out.end(separator === '[\n' ? '[]\n' : '\n]\n');
  await finished(out);
}
