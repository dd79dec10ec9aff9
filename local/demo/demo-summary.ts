/** What the demo says at its end. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { SavedResults } from '../../cli/save-results.ts';
import { plain } from '../../cli/text.ts';
import type { TaskAnswer } from '../../core/requests.ts';

/** The part of `run.json` that is told. */
const countsSchema = z.object({ frames: z.object({ predicted: z.int() }), instances: z.int() });

/**
 * Counts, times and places of a finished task.
 *
 * @param seconds - from the request to the end
 * @throws Error when the run file lacks the counts.
 */
export async function demoSummary(task: TaskAnswer, saved: SavedResults, seconds: number): Promise<string> {
  const { frames, instances } = countsSchema.parse(JSON.parse(await readFile(saved.run, 'utf8')));
  const people = frames.predicted === 0 ? 0 : instances / frames.predicted;
  const lines = [
    `${frames.predicted} frames, ${instances} poses (${people.toFixed(1)} people a frame), in ${seconds.toFixed(1)} s with ${task.model}`,
    ...task.warnings.map(({ code, message }) => `warning: ${message} (${code})`),
    `predictions    ${saved.predictions}`,
    ...(saved.visualization === null ? [] : [`visualization  ${saved.visualization}`]),
    `run            ${saved.run}`,
  ];
  return lines.map(plain).join('\n');
}
