/** `npm run bench`: the figures that the project promises, measured on this machine. */
import { Command, InvalidArgumentError } from 'commander';
import { ensureDemoClip } from '../../local/demo-clip/demo-clip.ts';
import type { Harness } from '../e2e/harness.ts';
import { benchClip, benchFirstFrame } from './clip.ts';
import { benchMemory } from './memory.ts';
import { type Line, reportJson, reportTable, thisMachine } from './report.ts';
import { processWhole, startBenchService } from './service.ts';
import { benchStages } from './stages.ts';

const DEFAULT_MINUTES = 5;
const HELP = `
Sections:
  clip         the demo clip from POST to completed, drawn video included
  first-frame  from POST to the first processed frame
  memory       worker and ffmpeg over a long 1080p video (Linux)
  stages       processor time of decoding, inference, drawing, encoding, and of the whole (Linux)

Examples:
  npm run bench
  npm run bench -- clip first-frame
  npm run bench -- memory --minutes 2
  npm run bench -- stages --json

A target that is missed is marked MISSED; the exit code is 0 all the same, since other work on the machine may
be the reason.`;

/** What was asked for beside the sections. */
interface Flags {
  minutes: number;
  json?: boolean;
}

type Section = (service: Harness, flags: Flags) => Promise<Line[]>;

const SECTIONS: Readonly<Record<string, Section>> = {
  clip: benchClip,
  'first-frame': benchFirstFrame,
  memory: (service, { minutes }) => benchMemory(service, minutes),
  stages: benchStages,
};

await new Command('bench')
  .description('Measure the service on this machine')
  .argument('[section...]', 'what to measure; all when there is none', collectSection, [])
  .option('--minutes <number>', 'length of the 1080p video of `memory`', toMinutes, DEFAULT_MINUTES)
  .option('--json', 'one line of JSON on stdout in place of the table')
  .addHelpText('after', HELP)
  .action(bench)
  .parseAsync();

async function bench(wanted: string[], flags: Flags): Promise<void> {
  const machine = thisMachine();
  const lines: Line[] = [];
  const service = await startBenchService();
  try {
    // The first task finds cold files and caches.
    await tellingTime('warm-up', async () => processWhole(service, await ensureDemoClip()));
    for (const name of wanted.length === 0 ? Object.keys(SECTIONS) : wanted) {
      lines.push(...(await tellingTime(name, () => (SECTIONS[name] as Section)(service, flags))));
    }
  } finally {
    await service.close();
  }
  console.log(flags.json ? reportJson(machine, lines) : reportTable(machine, lines));
}

async function tellingTime<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  process.stderr.write(`${name} …`);
  const result = await work();
  process.stderr.write(` ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
  return result;
}

function collectSection(name: string, before: string[]): string[] {
  if (Object.hasOwn(SECTIONS, name)) return [...before, name];
  throw new InvalidArgumentError(`The sections are ${Object.keys(SECTIONS).join(', ')}.`);
}

function toMinutes(text: string): number {
  const minutes = Number(text);
  if (Number.isInteger(minutes) && minutes > 0) return minutes;
  throw new InvalidArgumentError('It must be a whole number above zero.');
}
