/** A worker for tests: does what the variable `BEHAVIOUR` says, and writes what it was given to the file `REPORT`. */
import { appendFileSync } from 'node:fs';

const [kind, argument = ''] = (process.env.BEHAVIOUR ?? 'exit:0').split(':');
const { AWS_BATCH_JOB_ID: job, AWS_BATCH_JOB_ATTEMPT: attempt } = process.env;
const { REPORT } = process.env;
if (REPORT !== undefined) {
  const line = { job, attempt, pid: process.pid, cwd: process.cwd(), env: process.env };
  appendFileSync(REPORT, `${JSON.stringify(line)}\n`);
}
console.log(`attempt ${attempt}`);

switch (kind) {
  case 'exit': {
    // One code an attempt; the last stands for all that follow.
    const codes = argument.split(',');
    process.exit(Number(codes[Math.min(Number(attempt), codes.length) - 1]));
    break;
  }
  case 'die':
    process.kill(process.pid, argument);
    break;
  case 'interruptible':
    process.on('SIGTERM', () => process.exit(75));
    break;
  case 'stubborn':
    process.on('SIGTERM', () => console.log('not now'));
    break;
  default:
    throw new Error(`There is no behaviour ${kind}.`);
}
setInterval(() => {}, 1000);
console.log('ready');
