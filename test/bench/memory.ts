/** Memory of the worker with its ffmpeg children over a long 1080p video. */
import type { Harness } from '../e2e/harness.ts';
import { ensureLongVideo } from './long-video.ts';
import { type MemorySample, megabytesOf, partsOf, peaksOf } from './memory-course.ts';
import { CAN_MEASURE, CANNOT_MEASURE, startedMemory } from './process-tree.ts';
import type { Line } from './report.ts';
import { processWhole } from './service.ts';

/** Wanted: megabytes, and the last minute's peak by the second one's. */
const MOST_MEGABYTES = 800;
const MOST_GROWTH = 1.1;
const SAMPLE_MS = 1000;
const SECTION = 'memory';

/** Processes a video of so many minutes, drawn video included. */
export async function benchMemory(service: Harness, minutes: number): Promise<Line[]> {
  if (!CAN_MEASURE) return [{ section: SECTION, name: 'peak memory', reason: CANNOT_MEASURE }];
  const video = await ensureLongVideo(minutes);
  const samples: MemorySample[] = [];
  const start = performance.now();
  const timer = setInterval(() => sampleInto(samples, start), SAMPLE_MS);
  try {
    const { task, seconds } = await processWhole(service, video);
    return [...memoryLines(samples), ...speedLines(minutes, seconds, task.progress.frames_done)];
  } finally {
    clearInterval(timer);
  }
}

function sampleInto(samples: MemorySample[], start: number): void {
  const processes = startedMemory();
  if (processes.length > 0) samples.push({ at: (performance.now() - start) / 1000, processes });
}

function memoryLines(samples: readonly MemorySample[]): Line[] {
  const { highest, minutes } = peaksOf(samples);
  const base = { section: SECTION, unit: 'MB' };
  const note = `${partsOf(highest)} MB after ${highest.at.toFixed(0)} s`;
  const name = 'peak of worker and children (PSS)';
  return [{ ...base, name, value: megabytesOf(highest), target: MOST_MEGABYTES, note }, ...growth(minutes)];
}

function growth(minutes: { second: number; last: number } | undefined): Line[] {
  const name = 'last minute by second minute';
  if (minutes === undefined) return [{ section: SECTION, name, reason: 'the run took less than 3 minutes' }];
  const { second, last } = minutes;
  const base = { section: SECTION, unit: 'MB' };
  return [
    { ...base, name: 'peak of the second minute', value: second },
    { ...base, name: 'peak of the last minute', value: last },
    { section: SECTION, name, value: last / second, unit: 'x', target: MOST_GROWTH },
  ];
}

function speedLines(minutes: number, seconds: number, frames: number): Line[] {
  const name = `POST to completed, ${minutes} min of 1080p`;
  return [
    { section: SECTION, name, value: seconds, unit: 's', note: `${frames} frames` },
    { section: SECTION, name: 'speed', value: frames / seconds, unit: 'fps' },
  ];
}
