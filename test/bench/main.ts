/** `npm run bench`: the figures that the project promises, measured on this machine. */
import { Command, InvalidArgumentError } from 'commander';
import { ensureDemoClip } from '../../local/demo-clip/demo-clip.ts';
import type { Harness } from '../e2e/harness.ts';
import { useBenchModels } from './bench-models.ts';
import { benchClip, benchFirstFrame } from './clip.ts';
import { benchMemory } from './memory.ts';
import { benchOverhead } from './overhead.ts';
import { benchPeers } from './peers.ts';
import { heading, type Line, reportJson, table, thisMachine, verdict } from './report.ts';
import { processWhole, startBenchService } from './service.ts';
import { benchShortClips } from './short-clips.ts';
import { benchStages } from './stages.ts';
import { benchTfjs } from './tfjs.ts';

/** What everybody runs is short; what is promised is measured over 30 minutes. */
const DEFAULT_MINUTES = 5;
/** What every task costs, whatever its length, is to count for little. */
const DEFAULT_SECONDS = 120;
const DEFAULT_RUNS = 3;
const DEFAULT_CLIPS = 100;
const HELP = `
Sections:
  clip         the demo clip from POST to completed, drawn video included
  first-frame  from POST to the first processed frame
  short-clips  many clips of 2 s at once: what each costs beside its processing, grouped and with one job each
  memory       worker and ffmpeg over a long 1080p video, each model, with and without the drawn video (Linux)
  stages       processor time of decoding, inference, drawing, encoding, and of the whole (Linux)
  overhead     the worker by decoding, inference and encoding alone, at 720p, each model, with and without the drawn
               video: speed, shares, memory, overhead = processor time of the whole by that of those alone, and
               use = processor time of the whole by cores × time by the clock (Linux)
  tfjs         MoveNet here and in TensorFlow.js (wasm, in Node), on the same video
  peers        rtmlib and MediaPipe from PyPI on the same video, turn and turn about; they are set up in a temporary
               virtual environment of Python 3, which takes minutes and about 1.5 GB (only with --peers)

Examples:
  npm run bench
  npm run bench -- clip first-frame
  npm run bench -- overhead tfjs --seconds 30
  npm run bench -- short-clips --clips 20
  npm run bench -- memory --minutes 30
  npm run bench -- --peers
  npm run bench -- stages --json

Without a section all but peers are measured, which takes about half an hour. Other work on the machine changes
speed, use and even processor time: figures of one run can be compared, those of different runs hardly.
A target that is missed is marked MISSED; the exit code is 0 all the same, since other work may be the reason.`;

/** What was asked for beside the sections. */
interface Flags {
  minutes: number;
  stride: number;
  seconds: number;
  clips: number;
  runs: number;
  peers?: boolean;
  venv?: string;
  json?: boolean;
}

type Section = (service: Harness, flags: Flags) => Promise<Line[]>;

const SECTIONS: Readonly<Record<string, Section>> = {
  clip: benchClip,
  'first-frame': benchFirstFrame,
  'short-clips': (service, { clips }) => benchShortClips(service, clips),
  memory: (service, { minutes, stride }) => benchMemory(service, minutes, stride),
  stages: benchStages,
  overhead: (service, { seconds }) => benchOverhead(service, seconds),
  tfjs: (service, { seconds }) => benchTfjs(service, seconds),
};
/** Asked for by an option, since it needs what this project does not. */
const PEERS: Section = (service, { runs, venv }) => benchPeers(service, runs, venv);

await new Command('bench')
  .description('Measure the service on this machine')
  .argument('[section...]', 'what to measure; all when there is none', collectSection, [])
  .option(
    '--minutes <number>',
    'length of the 1080p video of `memory`; 30 for what is promised',
    toNumber,
    DEFAULT_MINUTES,
  )
  .option('--stride <number>', 'use one frame in so many in `memory`, where the machine is slow', toNumber, 1)
  .option(
    '--seconds <number>',
    'length of the 720p video of `overhead` and `tfjs`',
    toNumber,
    DEFAULT_SECONDS,
  )
  .option('--clips <number>', 'clips of `short-clips`', toNumber, DEFAULT_CLIPS)
  .option('--peers', 'measure `peers`, alone unless sections are named')
  .option('--runs <number>', 'runs of each in `peers`, of which the median counts', toNumber, DEFAULT_RUNS)
  .option('--venv <folder>', 'virtual environment of `peers` that is made there once and stays')
  .option('--json', 'one line of JSON on stdout in place of the table')
  .addHelpText('after', HELP)
  .action(bench)
  .parseAsync();

async function bench(wanted: string[], flags: Flags): Promise<void> {
  const machine = thisMachine();
  const lines: Line[] = [];
  // A section takes minutes: what it has measured is to be seen at once, and not to be lost with the next.
  const print = flags.json ? () => {} : console.log;
  print(heading(machine));
  await useBenchModels();
  const service = await startBenchService();
  try {
    // The first task finds cold files and caches.
    await tellingTime('warm-up', async () => processWhole(service, await ensureDemoClip()));
    for (const [name, section] of sections(wanted, flags)) {
      const measured = await tellingTime(name, () => section(service, flags));
      print(table(measured));
      lines.push(...measured);
    }
  } finally {
    await service.close();
  }
  console.log(flags.json ? reportJson(machine, lines) : verdict(lines));
}

function sections(wanted: readonly string[], { peers }: Flags): [string, Section][] {
  const all = peers ? [] : Object.keys(SECTIONS);
  const named = (wanted.length === 0 ? all : wanted).map((name): [string, Section] => [
    name,
    SECTIONS[name] as Section,
  ]);
  return peers ? [...named, ['peers', PEERS]] : named;
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
  throw new InvalidArgumentError(`The sections are ${Object.keys(SECTIONS).join(', ')}; peers: --peers.`);
}

function toNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number above zero.');
}
