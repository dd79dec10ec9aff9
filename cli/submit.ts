/** `posefleet submit VIDEO…` */
import { Command } from 'commander';
import pLimit from 'p-limit';
import { usageError } from './cli-error.ts';
import type { CliExit } from './exit-codes.ts';
import { findFile, findVideos, type Source } from './find-videos.ts';
import { Follower } from './follow.ts';
import { readProcessOptions, withProcessOptions } from './process-options.ts';
import { openProgress, type Progress } from './progress.ts';
import { action, type Session, withCommonOptions } from './session.ts';
import { forgetOld } from './state-folder.ts';
import type { SubmitContext } from './submission.ts';
import { SubmitReport } from './submit-report.ts';
import { submitVideos } from './submit-videos.ts';
import { taskView } from './task-view.ts';

/** Parts of files that go up at once, over all files. */
const PARTS_AT_ONCE = 4;

interface SubmitFlags extends Record<string, unknown> {
  model?: string;
  bboxes?: string;
  wait?: boolean;
  again?: boolean;
  quiet?: boolean;
}

const EXAMPLES = `
Examples:
  posefleet submit walk.mp4 --wait              one video, followed to its end
  posefleet submit recordings/ --max-people 2   every video in a folder
  posefleet submit 'day1/**/*.mov' s3://my-videos/a.mp4
  posefleet submit walk.mp4 --model movenet-thunder --bboxes walk-boxes.json
  posefleet submit walk.mp4 --preset balanced    a detector and a model that go together

A file's content, the model, the boxes and the options make a task what it is: run again, the command finds
the same tasks, uploads nothing twice and goes on with uploads that broke off. --again makes new tasks.
Folders are searched to any depth; folders named "visualizations" are passed over, since they hold drawn videos.
`;

/** The command. */
export function submitCommand(): Command {
  const command = new Command('submit')
    .description('Upload videos and have their poses estimated')
    .argument('<video...>', 'files, folders, globs, or s3:// addresses')
    .option('--model <name>', 'the model; the service has a default (see: posefleet models list)')
    .option('--bboxes <file>', 'boxes to use in place of the detector, for one video; a file or s3://')
    .option('--wait', 'follow the tasks to their end; Ctrl-C leaves them running')
    .option('--again', 'make new tasks even if the same ones are there')
    .option('--quiet', 'no hints; with --json nothing but progress on stderr')
    .addHelpText('after', EXAMPLES);
  return withCommonOptions(withProcessOptions(command)).action(action(submit));
}

async function submit(session: Session, flags: SubmitFlags, args: readonly string[]): Promise<CliExit> {
  const context = await submitContext(session, flags);
  const sources = await findVideos(args);
  checkBoxes(context, sources);
  for (const kind of ['files', 'uploads', 'tasks'] as const) await forgetOld(kind);
  const progress = openProgress();
  const report = new SubmitReport(session, progress, flags.quiet);
  try {
    await submitVideos(context, sources, { progress, report, ...followers(session, flags, progress) });
  } finally {
    progress.stop();
  }
  return report.finish(sources.map(({ name }) => name));
}

async function submitContext(session: Session, flags: SubmitFlags): Promise<SubmitContext> {
  return {
    api: session.api,
    url: session.url,
    signal: session.signal,
    parts: pLimit(PARTS_AT_ONCE),
    model: flags.model,
    bboxes: flags.bboxes === undefined ? undefined : await findFile(flags.bboxes),
    options: readProcessOptions(flags),
    again: flags.again ?? false,
  };
}

function checkBoxes({ bboxes }: SubmitContext, sources: readonly Source[]): void {
  if (bboxes === undefined || sources.length === 1) return;
  throw usageError(
    `--bboxes holds the boxes of one video, and ${sources.length} were named. Submit one at a time.`,
  );
}

function followers(session: Session, flags: SubmitFlags, progress: Progress) {
  const names = new Map<string, string>();
  const follower = flags.wait ? new Follower(session, taskView(progress, names)) : undefined;
  return { names, follower };
}
