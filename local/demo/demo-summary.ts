/** What the demo says at its end. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { TaskAnswer } from '../../core/requests.ts';
import type { SavedResults } from './demo-task.ts';

/** The part of `run.json` that is told. */
const countsSchema = z.object({ frames: z.object({ predicted: z.int() }), instances: z.int() });

/**
 * Counts, times and places of a finished task.
 *
 * @throws Error when the run file lacks the counts.
 */
export async function demoSummary(task: TaskAnswer, saved: SavedResults): Promise<string> {
  const { frames, instances } = countsSchema.parse(JSON.parse(await readFile(saved.run, 'utf8')));
  const seconds = (Date.parse(task.completed_at ?? task.updated_at) - Date.parse(task.created_at)) / 1000;
  const people = frames.predicted === 0 ? 0 : instances / frames.predicted;
  const lines = [
    `${frames.predicted} frames, ${instances} poses (${people.toFixed(1)} people a frame), in ${seconds.toFixed(1)} s with ${task.model}`,
    ...task.warnings.map(({ code, message }) => `warning: ${message} (${code})`),
    `predictions    ${saved.predictions}`,
    ...(saved.visualization === null ? [] : [`visualization  ${saved.visualization}`]),
    `run            ${saved.run}`,
  ];
  return lines.join('\n');
}
