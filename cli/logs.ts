/** `posefleet logs ID`: what a task's worker has logged. */
import { Command } from 'commander';
import type { TaskAnswer } from '../core/requests.ts';
import { isFinal } from '../core/task.ts';
import { CREDENTIALS_HELP, type StackOptions, withStackOptions } from './aws/stack-options.ts';
import { CliError } from './cli-error.ts';
import { CLI_EXIT, type CliExit } from './exit-codes.ts';
import type { LogSource } from './logs/log-source.ts';
import { openLog } from './logs/open-log.ts';
import { isLineOf } from './logs/own-line.ts';
import { readableLine } from './logs/readable-line.ts';
import { pause } from './retry.ts';
import { action, type Session, withCommonOptions } from './session.ts';

/** Time between two looks at a task that no worker has taken up, in milliseconds. */
const WAIT_MS = 1000;

const EXAMPLES = `
Examples:
  posefleet logs 0198f7d2-6f0e-7c3a-b0cd-3f1c5a6f2b11
  posefleet logs ID --follow
  posefleet logs ID --json | jq 'select(.level == "ERROR")'

The worker of short clips works on several tasks, one after the other; lines of the others are left out.
With --json the lines are printed as the worker wrote them; without, metrics are left out. The log of the
last attempt is printed. A service on this machine logs to files in its data folder (env POSEFLEET_DATA, default
.posefleet); one in the cloud to CloudWatch Logs, which is read with your own AWS credentials.
${CREDENTIALS_HELP}
`;

/** Options of the command. */
interface LogsFlags extends StackOptions {
  follow?: boolean;
}

/** The command. */
export function logsCommand(): Command {
  const command = new Command('logs')
    .description("Print the log of a task's worker")
    .argument('<id>', 'id of the task')
    .option('-f, --follow', 'go on to the end of the task; Ctrl-C leaves it running')
    .addHelpText('after', EXAMPLES);
  return withStackOptions(withCommonOptions(command)).action(action(logs));
}

async function logs(session: Session, flags: LogsFlags, [id = '']: readonly string[]): Promise<CliExit> {
  const task = await (flags.follow ? startedTask(session, id) : session.api.status(id));
  if (task.log_stream === null) throw noLog(task);
  let stream: string | null = task.log_stream;
  while (stream !== null) stream = await printLog(session, { id, stream }, flags);
  return CLI_EXIT.ok;
}

/** Prints one attempt's log. Answers the stream of the next attempt, if there is one and it is to be followed. */
async function printLog(
  session: Session,
  log: { id: string; stream: string },
  flags: LogsFlags,
): Promise<string | null> {
  const source = await openLog(session, log.stream, flags);
  try {
    await print(session, log.id, source);
    const next = flags.follow ? await follow(session, log, source) : null;
    for (const line of source.rest()) tell(session, log.id, line);
    if (source.found || next !== null) return next;
    throw new CliError(CLI_EXIT.taskFailed, 'log_not_there', source.notFound);
  } finally {
    source.close();
  }
}

/** Prints what comes until the task has ended, or another worker has taken it up, whose stream is answered. */
async function follow(
  session: Session,
  { id, stream }: { id: string; stream: string },
  source: LogSource,
): Promise<string | null> {
  for (;;) {
    const task = await session.api.status(id).catch(goneTask);
    const hasMoved = task !== undefined && task.log_stream !== stream;
    const isOver = task === undefined || hasMoved || isFinal(task.status);
    // What was written last can be read a little after the end.
    await pause(isOver ? source.lagMs : source.pollMs, session.signal);
    await print(session, id, source);
    // Without a stream a caller has had it retried, and no worker has taken it up yet.
    if (isOver) return hasMoved ? (await startedTask(session, id)).log_stream : null;
  }
}

/** The task once a worker has taken it up, or it has ended without one. */
async function startedTask({ api, signal }: Session, id: string): Promise<TaskAnswer> {
  for (;;) {
    const task = await api.status(id);
    if (task.log_stream !== null || isFinal(task.status)) return task;
    await pause(WAIT_MS, signal);
  }
}

async function print(session: Session, id: string, source: LogSource): Promise<void> {
  for await (const line of source.read()) tell(session, id, line);
}

function tell({ out }: Session, id: string, line: string): void {
  if (!isLineOf(id, line)) return;
  const shown = out.json ? line : readableLine(line);
  if (shown !== undefined) out.raw(shown);
}

/** @throws any error but that of a task that was deleted while it was followed. */
function goneTask(error: unknown): undefined {
  if (!(error instanceof CliError && error.status === 404)) throw error;
}

function noLog({ task_id, status }: TaskAnswer): CliError {
  const reason = isFinal(status)
    ? `It is ${status}, and no worker had begun with it`
    : 'No worker has taken it up yet; --follow waits for one';
  return new CliError(CLI_EXIT.taskFailed, 'log_not_there', `The task ${task_id} has no log. ${reason}.`);
}
