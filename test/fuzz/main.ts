/** `npm run fuzz`: files that were tampered with, through the dispatcher's look at the header and through workers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { describeFailure, failuresOf, keepMutant, summary } from './report.ts';
import { runFuzz } from './run-fuzz.ts';
import { hasRealVideos } from './sources.ts';

const DEFAULT_MUTATIONS = 500;
/** A worker's start is dear beside the work on a clip of a second. */
const DEFAULT_TOGETHER = 10;
const CALLED_FROM = process.env.INIT_CWD ?? process.cwd();
const HELP = `
Of five mutations four spoil a video (bits, headers, cuts, boxes of MP4, mixed files, wrong names) and one a boxes file.
Each must end as completed, with whole results, or as failed with a code that says what is wrong with the file, in time
and within bounds of memory; no worker may die or leave programs or files behind, and each worker's last task, a whole
video, must be completed. Seed and number decide a mutation: --only makes it again and runs it alone.

Exit codes:
  0  all ended as they must
  1  some did not; their files are kept`;

interface Flags {
  seed: number;
  mutations: number;
  only?: number;
  together: number;
  workers: number;
  keep: string;
}

// Everything temporary, the workers' too, goes into one folder, which Ctrl-C removes as well.
const scratch = mkdtempSync(join(tmpdir(), 'posefleet-fuzz-'));
process.env.TMPDIR = scratch;
const removeScratch = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });

// Workers lead groups of their own, which Ctrl-C does not reach; they are ended when this process exits.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => {
    // The last listener: nobody writes there any more when it is called.
    process.once('exit', removeScratch);
    process.exit(code);
  });

await new Command('fuzz')
  .description('Try files that were tampered with')
  .option('--seed <number>', 'what is done to the files follows from it', toNumber, 1)
  .option('--mutations <number>', 'how many', toNumber, DEFAULT_MUTATIONS)
  .option('--only <number>', 'the mutation of this number alone', toNumber)
  .option(
    '--together <number>',
    'mutations that a worker gets, one after the other',
    toNumber,
    DEFAULT_TOGETHER,
  )
  .option('--workers <number>', 'workers at once', toNumber, availableParallelism())
  .option('--keep <folder>', 'where failing mutations are kept', 'posefleet-fuzz')
  .addHelpText('after', HELP)
  .action(fuzz)
  .parseAsync()
  .finally(removeScratch);

async function fuzz({ seed, mutations, only, together, workers, keep }: Flags): Promise<void> {
  if (!hasRealVideos()) console.log('The real videos are not at hand: made clips alone are spoiled.');
  const numbers = only === undefined ? [...Array(mutations).keys()] : [only];
  const start = performance.now();
  let done = 0;
  const outcomes = await runFuzz({
    seed,
    numbers,
    together,
    workers,
    async onOutcomes(some) {
      for (const failure of failuresOf(some)) {
        const folder = await keepMutant(resolve(CALLED_FROM, keep), seed, failure);
        console.log(describeFailure(seed, failure, folder));
      }
      done += some.length;
      process.stderr.write(`${done} of ${numbers.length}\n`);
    },
  });
  console.log(summary(seed, outcomes, (performance.now() - start) / 1000));
  process.exitCode = failuresOf(outcomes).length === 0 ? 0 : 1;
}

function toNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError('It must be a whole number.');
}
