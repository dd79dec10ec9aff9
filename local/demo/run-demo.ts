/** The demo's way: model, video, service, task, results. */
import { resolve } from 'node:path';
import { ApiClient } from '../../cli/api-client.ts';
import { CliError, toCliError, usageError } from '../../cli/cli-error.ts';
import { CLI_EXIT, type CliExit } from '../../cli/exit-codes.ts';
import { findFile } from '../../cli/find-videos.ts';
import { Follower } from '../../cli/follow.ts';
import { Output } from '../../cli/output.ts';
import { openProgress, type Progress } from '../../cli/progress.ts';
import { saveResults } from '../../cli/save-results.ts';
import { taskView } from '../../cli/task-view.ts';
import type { TaskAnswer } from '../../core/requests.ts';
import { newTaskId } from '../../core/task-id.ts';
import { demoModel } from './demo-model.ts';
import { type DemoFolder, makeDemoFolder, removeDemoFolder, startDemoService } from './demo-service.ts';
import { demoSummary } from './demo-summary.ts';
import { demoVideo } from './demo-video.ts';

/** Time between two looks at the task, in milliseconds. */
const POLL_MS = 300;

/** Flags of the command. */
export interface DemoFlags {
  model?: string;
  bboxes?: string;
  out: string;
  json?: boolean;
}

/** What a demo is to do. */
export interface Demo {
  video: string | undefined;
  flags: DemoFlags;
  /** Folder that names of files are relative to. */
  cwd: string;
  signal: AbortSignal;
}

interface Prepared extends Demo {
  videoPath: string;
  bboxesPath: string | undefined;
  model: string;
  progress: Progress;
  out: Output;
}

/** Runs the demo. Everything that fails is shown, with its code; what was temporary is gone afterwards. */
export async function runDemo(demo: Demo): Promise<CliExit> {
  const out = new Output(false);
  const progress = openProgress();
  const folder = await makeDemoFolder();
  let exit: CliExit = CLI_EXIT.local;
  try {
    exit = await inFolder(demo, folder, progress, out);
  } catch (thrown) {
    progress.stop();
    const error = toCliError(demo.signal.aborted ? demo.signal.reason : thrown);
    out.error(error);
    exit = error.exitCode;
  }
  const keepLog = exit !== CLI_EXIT.ok && exit !== CLI_EXIT.interrupted && exit !== CLI_EXIT.usage;
  const log = await removeDemoFolder(folder, { log: keepLog });
  if (log !== undefined) out.note(`The service's log: ${log}`);
  return exit;
}

async function inFolder(demo: Demo, folder: DemoFolder, progress: Progress, out: Output): Promise<CliExit> {
  const { flags, cwd, signal } = demo;
  const bboxesPath = flags.bboxes === undefined ? undefined : await localPath(flags.bboxes, cwd);
  const given = demo.video === undefined ? undefined : await localPath(demo.video, cwd);
  const model = await demoModel(flags.model, bboxesPath !== undefined, progress, signal);
  const videoPath = given ?? (await demoVideo(folder.work, progress, signal));
  const service = await startDemoService(folder, signal);
  try {
    const api = new ApiClient({ url: service.url, signal });
    return await process({ ...demo, videoPath, bboxesPath, model, progress, out }, api);
  } finally {
    progress.stop();
    await service.close();
  }
}

async function process(demo: Prepared, api: ApiClient): Promise<CliExit> {
  const { videoPath, bboxesPath, model, signal, progress, flags, cwd, out } = demo;
  const begun = Date.now();
  const body = { video_filename: videoPath, model, ...(bboxesPath && { bboxes_path: bboxesPath }) };
  const { task_id } = await api.process(body, newTaskId());
  const task = await new Follower({ api, signal }, taskView(progress), POLL_MS).wait(task_id);
  if (task instanceof CliError) throw task;
  const seconds = (Date.now() - begun) / 1000;
  progress.stop();
  const exit = task.status === 'completed' ? CLI_EXIT.ok : CLI_EXIT.taskFailed;
  if (exit === CLI_EXIT.ok) {
    const saved = await saveResults({ api, signal }, task_id, {
      folder: resolve(cwd, flags.out),
      force: true,
    });
    out.raw(await demoSummary(task, saved, seconds));
  } else {
    out.error(failure(task));
  }
  if (flags.json) out.raw(JSON.stringify(task));
  return exit;
}

function failure(task: TaskAnswer): CliError {
  const { code, message } = task.error ?? {
    code: `task_${task.status}`,
    message: `The task was ${task.status}.`,
  };
  return new CliError(CLI_EXIT.taskFailed, code, message);
}

/** @throws CliError of wrong usage when there is no such file. */
async function localPath(name: string, cwd: string): Promise<string> {
  const source = await findFile(name, cwd);
  if (source.kind === 'file') return source.path;
  throw usageError(`${name} lies elsewhere; the demo takes files of this machine.`);
}
