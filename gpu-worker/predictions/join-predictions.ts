/** Joins the parts of the predictions into one JSON list, without holding it in memory. */
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/**
 * Joins parts, of which each line is a frame, into a JSON list with a frame on each line.
 *
 * @param signal ends the work; the promise then rejects with an `AbortError`.
 * @throws Error when a part cannot be read or the file cannot be written.
 */
export async function joinPredictions(
  parts: readonly string[],
  file: string,
  signal?: AbortSignal,
): Promise<void> {
  const options = signal === undefined ? {} : { signal };
  await pipeline(joined(parts), createWriteStream(file), options);
}

async function* joined(parts: readonly string[]): AsyncGenerator<string> {
  let separator = '[\n';
  for (const part of parts) {
    for await (const line of linesOf(part)) {
      yield separator + line;
      separator = ',\n';
    }
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

/** Not node:readline, whose iterator does not pass on the errors of the stream that it reads. */
async function* linesOf(part: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(part, 'utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
