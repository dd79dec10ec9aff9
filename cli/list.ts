/** `posefleet list` */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { TaskAnswer, TaskListAnswer } from '../core/requests.ts';
import { TASK_STATUSES, type TaskStatus } from '../core/task.ts';
import { progressText, share, videoName } from './describe-task.ts';
import { CLI_EXIT, type CliExit } from './exit-codes.ts';
import type { Output } from './output.ts';
import { action, type Session, withCommonOptions } from './session.ts';
import { table } from './text.ts';

/** Tasks of one page at most; the service's own limit. */
const MOST_A_PAGE = 100;

interface ListFlags {
  status?: TaskStatus;
  limit: number;
  all?: boolean;
}

const EXAMPLES = `
Examples:
  posefleet list
  posefleet list --status failed --all
  posefleet list --all --json | jq -r '.tasks[].task_id'
`;

/** The command. */
export function listCommand(): Command {
  const command = new Command('list')
    .description('List tasks, newest first')
    .addOption(new Option('--status <status>', 'only tasks in this state').choices(TASK_STATUSES))
    .addOption(new Option('--limit <n>', 'how many at most').argParser(readLimit).default(50))
    .option('--all', 'all of them')
    .addHelpText('after', EXAMPLES);
  return withCommonOptions(command).action(action(list));
}

async function list(session: Session, flags: ListFlags): Promise<CliExit> {
  const { out } = session;
  const told = out.json
    ? await tellJson(pages(session, flags), out)
    : await tellRows(pages(session, flags), out);
  if (!out.json) out.note(`${told.shown} shown; ${told.total} tasks in all.`);
  return CLI_EXIT.ok;
}

/** Pages are printed as they come, so that a million tasks need no memory. */
async function tellRows(pages: AsyncIterable<TaskListAnswer>, out: Output) {
  let shown = 0;
  let total = 0;
  for await (const { tasks, total_tasks } of pages) {
    if (shown === 0) out.raw(taskRows([['TASK', 'STATUS', 'CREATED', 'MODEL', 'PROGRESS', 'VIDEO']]));
    if (tasks.length > 0) out.raw(taskRows(tasks.map(taskRow)));
    shown += tasks.length;
    total = total_tasks;
  }
  return { shown, total };
}

/** One JSON object; nothing is printed before the first page is there, so that an error stands alone. */
async function tellJson(pages: AsyncIterable<TaskListAnswer>, out: Output) {
  let shown = 0;
  let last: TaskListAnswer | undefined;
  for await (const page of pages) {
    if (last === undefined) out.write('{"tasks":[');
    if (page.tasks.length > 0) out.write((shown === 0 ? '' : ',') + page.tasks.map(toJson).join(','));
    shown += page.tasks.length;
    last = page;
  }
  const { total_tasks: total = 0, next_cursor = null } = last ?? {};
  out.raw(`],"total_tasks":${total},"next_cursor":${JSON.stringify(next_cursor)}}`);
  return { shown, total };
}

async function* pages({ api }: Session, { status, limit, all }: ListFlags): AsyncGenerator<TaskListAnswer> {
  let left = all ? Number.POSITIVE_INFINITY : limit;
  let cursor: string | null = null;
  do {
    const page: TaskListAnswer = await api.list({
      limit: Math.min(MOST_A_PAGE, left),
      ...(status === undefined ? {} : { status }),
      ...(cursor === null ? {} : { cursor }),
    });
    yield page;
    cursor = page.next_cursor;
    left -= page.tasks.length;
  } while (cursor !== null && left > 0);
}

function toJson(task: TaskAnswer): string {
  return JSON.stringify(task);
}

function taskRow(task: TaskAnswer): string[] {
  const done = share(task);
  const progress = task.status !== 'processing' ? '' : done === null ? progressText(task) : percent(done);
  const created = task.created_at.slice(0, 16).replace('T', ' ');
  return [task.task_id, task.status, created, task.model, progress, videoName(task)];
}

/** Columns of fixed width, since pages are printed one by one. */
function taskRows(rows: readonly string[][]): string {
  const widths = [36, 10, 16, 18, 9, 0];
  return table(rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0))));
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

function readLimit(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number above zero.');
}
