/** A task's results, downloaded into a folder. */
import { join, resolve } from 'node:path';
import { fileStem } from '../core/places.ts';
import type { TaskAnswer } from '../core/requests.ts';
import type { ApiClient } from './api-client.ts';
import { CliError } from './cli-error.ts';
import { endText } from './describe-task.ts';
import { download, refuseExisting } from './download.ts';
import { CLI_EXIT } from './exit-codes.ts';
import { safeName } from './safe-name.ts';

/** Absolute paths of what was saved. */
export interface SavedResults {
  predictions: string;
  /** Null when no drawn video was asked for. */
  visualization: string | null;
  run: string;
}

type Downloads = NonNullable<TaskAnswer['downloads']>;

/**
 * Downloads predictions, drawn video and run file of a completed task.
 *
 * @throws CliError when the task is not completed, a file is there already and `force` is not given, or the
 * service refuses or is not reached.
 */
export async function saveResults(
  { api, signal }: { api: ApiClient; signal: AbortSignal },
  taskId: string,
  { folder, force }: { folder: string; force: boolean },
): Promise<SavedResults> {
  const task = await api.status(taskId);
  const saved = targets(task, folder);
  const files: [keyof Downloads, string | null][] = [
    ['predictions_url', saved.predictions],
    ['visualization_url', saved.visualization],
    ['run_url', saved.run],
  ];
  if (!force) await refuseExisting(files.flatMap(([, target]) => target ?? []));
  const urls = freshUrls(api, task);
  for (const [name, target] of files) {
    if (target !== null) await download({ url: () => urls(name), target, force, signal });
  }
  return saved;
}

function targets(task: TaskAnswer, folder: string): SavedResults {
  if (task.status !== 'completed' || task.result === null) throw noResults(task);
  const predictions = safeName(task.result.predictions_file, 'predictions.json');
  const drawn = task.result.visualization_file;
  const place = (room: string, name: string): string => resolve(join(folder, room, name));
  return {
    predictions: place('predictions', predictions),
    visualization: drawn === null ? null : place('visualizations', safeName(drawn, 'visualization.mp4')),
    run: place('runs', safeName(`${fileStem(predictions)}.json`)),
  };
}

function noResults(task: TaskAnswer): CliError {
  const over = task.status === 'failed' || task.status === 'cancelled';
  const message = over
    ? `Task ${task.task_id} has no results: ${endText(task)}.`
    : `Task ${task.task_id} has no results yet: it is ${task.status}. posefleet status ID --wait follows it.`;
  return new CliError(CLI_EXIT.taskFailed, task.error?.code ?? `task_${task.status}`, message);
}

/** URLs of the results; asking for the same one again means that it was refused, and brings new ones. */
function freshUrls(api: ApiClient, task: TaskAnswer): (name: keyof Downloads) => Promise<string> {
  let downloads = task.downloads;
  const used = new Set<keyof Downloads>();
  return async (name) => {
    const old = used.has(name) || downloads === null || Date.parse(downloads.expires_at) < Date.now();
    if (old) {
      downloads = (await api.status(task.task_id)).downloads;
      used.clear();
    }
    used.add(name);
    const url = downloads?.[name];
    if (url) return url;
    throw new CliError(CLI_EXIT.refused, 'download_refused', `The service gave no URL for the ${name}.`);
  };
}
