/** Runs a program and takes its processor time and its memory, those of the programs that it starts included. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type MemorySample, megabytesOf } from './memory-course.ts';
import { endedChildrenSeconds, startedMemory } from './process-tree.ts';

/** What a program took and what it said. */
export interface MeasuredProcess {
  /** Seconds by the clock, from its start to its end. */
  wall: number;
  /** Seconds of processor time, of all its threads and of the programs that it started and waited for. */
  cpu: number;
  /** Megabytes of all of them together (PSS), the highest of the samples. */
  peak: number;
  /** Its standard output. */
  output: string;
}

/** Milliseconds between two looks at the memory: reading it costs the processes some time. */
const SAMPLE_MS = 1000;

/** Runs a program to its end; nothing else may be started meanwhile. @throws Error when it fails. */
export async function runMeasured(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<MeasuredProcess> {
  const before = endedChildrenSeconds();
  const memory = watchMemory();
  const start = performance.now();
  try {
    const output = await runProgram(program, args, environment);
    const wall = (performance.now() - start) / 1000;
    return { wall, cpu: endedChildrenSeconds() - before, peak: memory.peak(), output };
  } finally {
    memory.stop();
  }
}

/** Runs a job of the folder `jobs`; answers what it told and what its process took. */
export async function runJob<A>(name: string, job: object): Promise<{ answer: A; took: MeasuredProcess }> {
  const file = fileURLToPath(new URL(`jobs/${name}.ts`, import.meta.url));
  const took = await runMeasured(process.execPath, [file, JSON.stringify(job)]);
  return { answer: JSON.parse(took.output) as A, took };
}

/** Looks at the memory of what this process has started, until it is stopped. */
export function watchMemory(everyMs = SAMPLE_MS): {
  samples: readonly MemorySample[];
  peak(): number;
  stop(): void;
} {
  const samples: MemorySample[] = [];
  const start = performance.now();
  const timer = setInterval(() => {
    const processes = startedMemory();
    if (processes.length > 0) samples.push({ at: (performance.now() - start) / 1000, processes });
  }, everyMs);
  return { samples, peak: () => Math.max(...samples.map(megabytesOf)), stop: () => clearInterval(timer) };
}

function runProgram(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [output, errors] = [textOf(child.stdout), textOf(child.stderr)];
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output.text);
      else reject(new Error(`${program} ended with ${code ?? signal}.\n${errors.text.slice(-2000)}`));
    });
  });
}

function textOf(stream: NodeJS.ReadableStream): { text: string } {
  const kept = { text: '' };
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    kept.text += chunk;
  });
  return kept;
}
