/** The demo's way: model, video, service, task, results. */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DemoError, toDemoError } from './demo-error.ts';
import { demoModel } from './demo-model.ts';
import { type DemoFolder, makeDemoFolder, removeDemoFolder, startDemoService } from './demo-service.ts';
import { demoSummary } from './demo-summary.ts';
import { fetchResults, runTask, taskFailure } from './demo-task.ts';
import { demoVideo } from './demo-video.ts';
import { DEMO_EXIT } from './exit-codes.ts';
import type { PosefleetCall } from './posefleet-process.ts';

/** Exit codes that need no look at the service's log. */
const EXPLAINED: readonly number[] = [DEMO_EXIT.ok, DEMO_EXIT.usage, DEMO_EXIT.interrupted];

/** What a demo is to do. */
export interface Demo {
  video: string | undefined;
  bboxes: string | undefined;
  model: string | undefined;
  /** Folder of the results. */
  out: string;
  /** Whether the last line of stdout is the task. */
  json: boolean;
  /** Folder that names of files are relative to. */
  cwd: string;
  signal: AbortSignal;
}

/** Runs the demo. Everything that fails is shown, with its code; what was temporary is gone afterwards. */
export async function runDemo(demo: Demo): Promise<number> {
  const folder = await makeDemoFolder();
  const exit = await inFolder(demo, folder).catch((thrown: unknown) => {
    const error = toDemoError(demo.signal.aborted ? demo.signal.reason : thrown);
    const code = error.code === undefined ? '' : ` (${error.code})`;
    process.stderr.write(`demo: ${error.message}${code}\n`);
    return error.exitCode;
  });
  const log = await removeDemoFolder(folder, { log: !EXPLAINED.includes(exit) });
  if (log !== undefined) process.stderr.write(`The service's log: ${log}\n`);
  return exit;
}

async function inFolder(demo: Demo, folder: DemoFolder): Promise<number> {
  const { cwd, signal } = demo;
  const given = demo.video === undefined ? undefined : await existing(demo.video, cwd);
  const bboxes = demo.bboxes === undefined ? undefined : await existing(demo.bboxes, cwd);
  const model = await demoModel(demo.model, bboxes !== undefined, signal);
  const video = given ?? (await demoVideo(folder.work, signal));
  const service = await startDemoService(folder, signal);
  try {
    const call = { url: service.url, cwd, stateFolder: join(folder.work, 'state'), signal };
    return await runAndSave(demo, call, { video, bboxes, model });
  } finally {
    await service.close();
  }
}

async function runAndSave(
  demo: Demo,
  call: PosefleetCall,
  request: Parameters<typeof runTask>[1],
): Promise<number> {
  const task = await runTask(call, request);
  if (task.status === 'completed') {
    const saved = await fetchResults(call, task.task_id, resolve(demo.cwd, demo.out));
    process.stdout.write(`${await demoSummary(task, saved)}\n`);
  }
  if (demo.json) process.stdout.write(`${JSON.stringify(task)}\n`);
  if (task.status !== 'completed') throw taskFailure(task);
  return DEMO_EXIT.ok;
}

/** Absolute path of a file. @throws DemoError of wrong usage when there is none. */
async function existing(name: string, cwd: string): Promise<string> {
  const path = resolve(cwd, name);
  const stats = await stat(path).catch((cause: unknown) => {
    throw new DemoError(DEMO_EXIT.usage, `${name} cannot be read: ${(cause as Error).message}`, { cause });
  });
  if (stats.isFile()) return path;
  throw new DemoError(DEMO_EXIT.usage, `${name} is not a file.`);
}
