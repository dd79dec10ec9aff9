/** `npm run load`: the API of the local service under many clients at once. */
import { Command, InvalidArgumentError } from 'commander';
import { reportLoad, verdict } from './report.ts';
import { runLoad } from './run-load.ts';

const DEFAULT_CLIENTS = 200;
const DEFAULT_SECONDS = 60;
const HELP = `
A service of its own is started, with data in a temporary folder. Each client does one thing after the other, without a
pause, and looks whether the answers are right: submits (some twice with an Idempotency-Key, some wrongly), asks for
states, pages and counts, cancels, retries, deletes and uploads. Afterwards every task must end and the counts be right.

Exit codes:
  0  every answer was right and came in time
  1  an answer of 5xx, a broken connection, a wrong or late answer, a task that did not end`;

await new Command('load')
  .description('Put the API under load')
  .option('--clients <number>', 'clients at once', toNumber, DEFAULT_CLIENTS)
  .option('--seconds <number>', 'for how long', toNumber, DEFAULT_SECONDS)
  .option('--seed <number>', 'what the clients do follows from it', toNumber, 1)
  .addHelpText('after', HELP)
  .action(async ({ clients, seconds, seed }: { clients: number; seconds: number; seed: number }) => {
    const run = await runLoad(clients, seconds, seed);
    console.log(`${reportLoad(run)}\n\n${verdict(run)}`);
    process.exitCode = run.tally.failures === 0 ? 0 : 1;
  })
  .parseAsync();

function toNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number above zero.');
}
