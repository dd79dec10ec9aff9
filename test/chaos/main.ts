/** `npm run chaos`: tasks through the local service while everything around them dies. */
import { rm } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { temporaryFolder } from '../media/make-media.ts';
import { runChaos } from './run-chaos.ts';

const DEFAULT_TASKS = { processes: 200, containers: 20 } as const;
/** Minutes that a run may take: to begin and to end with, and for each task. */
const MINUTES = { processes: [4, 0.1], containers: [6, 0.5] } as const;
const HELP = `
A service of its own is started, with data in a temporary folder. A calm run first shows how each kind of task ends.
Then tasks are submitted, repeated, cancelled, retried and deleted, while workers are killed (TERM and KILL), messages
and events are duplicated, reordered and late, calls to S3, SQS, DynamoDB and Batch fail in 5 of 100 cases and are
delayed, and the service itself is stopped once and killed once. Afterwards every task must have ended as in the calm
run, and nothing be left. What is done follows from the seed (Mulberry32); when it happens depends on the machine.

A worker is spared whose task has died three times without a known reason, or its job five times: with five and ten
such deaths a task fails, as it should. So whatever fails that did not fail in the calm run is a miss.

Exit codes:
  0  nothing was lost, stuck, doubled or wrong, and there was chaos enough
  1  a miss, or fewer than 0.5 kills or 0.2 resumes a task; the folder with logs and data is kept and named`;

interface Options {
  seed: number;
  tasks?: number;
  containers: boolean;
  minutes?: number;
  keep: boolean;
}

await new Command('chaos')
  .description('Kill, break and delay everything, and see that no task is lost')
  .option('--seed <number>', 'what is done follows from it', toNumber, 1)
  .option('--tasks <number>', 'tasks (default: 200, with containers 20)', toNumber)
  .option('--containers', 'run workers in containers, with little memory for some', false)
  .option('--minutes <number>', 'whatever has not ended by then is stuck (default: by the tasks)', toNumber)
  .option('--keep', 'keep the folder with logs and data', false)
  .addHelpText('after', HELP)
  .action(run)
  .parseAsync();

async function run({ seed, containers, keep, ...options }: Options): Promise<void> {
  const kind = containers ? 'containers' : 'processes';
  const tasks = options.tasks ?? DEFAULT_TASKS[kind];
  const [base, each] = MINUTES[kind];
  const limitMs = (options.minutes ?? base + each * tasks) * 60_000;
  const folder = await temporaryFolder();
  const begun = Date.now();
  const say = (line: string) =>
    console.log(`${String(Math.round((Date.now() - begun) / 1000)).padStart(4)} s  ${line}`);
  const report = await runChaos({ seed, tasks, containers, limitMs, folder, say });
  const { details, summary } = report;
  const misses = [...report.misses, ...report.shortfalls];
  for (const line of [...details, ...misses]) console.log(line);
  if (keep || misses.length > 0) console.log(`Logs and data: ${folder}`);
  else await rm(folder, { recursive: true });
  console.log(summary);
  // Not `exitCode`: of the connections that were broken on purpose one may stay with this process for ever.
  process.exit(misses.length === 0 ? 0 : 1);
}

function toNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number above zero.');
}
