/** Memory of the worker with its ffmpeg children over a long 1080p video. */
import type { Harness } from '../e2e/harness.ts';
import { watchMemory } from './measured-process.ts';
import { type MemorySample, megabytesOf, partsOf, peaksOf } from './memory-course.ts';
import { CAN_MEASURE, CANNOT_MEASURE } from './process-tree.ts';
import type { Line } from './report.ts';
import { processWhole } from './service.ts';
import { SUBJECTS, type Subject } from './subjects.ts';
import { ensureLongVideo } from './videos.ts';

/** Wanted: megabytes, and the last minute's peak by the second one's. */
const MOST_MEGABYTES = { undrawn: 500, drawn: 750 } as const;
const MOST_GROWTH = 1.1;
/** Milliseconds between two looks at the task. */
const LOOK_MS = 1000;
const SECTION = 'memory';

/**
 * Processes a video of so many minutes with every subject, with and without the drawn video.
 *
 * @param stride one frame in so many is used, for a long video on a slow machine.
 */
export async function benchMemory(service: Harness, minutes: number, stride: number): Promise<Line[]> {
  if (!CAN_MEASURE) return [{ section: SECTION, name: 'peak memory', reason: CANNOT_MEASURE }];
  const video = await ensureLongVideo(minutes);
  const lines: Line[] = [];
  for (const subject of SUBJECTS)
    for (const visualization of [false, true])
      lines.push(...(await benchCourse(service, video, subject, { visualization, frame_stride: stride })));
  return lines;
}

async function benchCourse(
  service: Harness,
  video: string,
  subject: Subject,
  options: { visualization: boolean; frame_stride: number },
): Promise<Line[]> {
  const { visualization } = options;
  const name = `${subject.title}, ${visualization ? 'drawn video' : 'poses only'}`;
  const { name: model, missing } = subject;
  if (model === undefined) return [{ section: SECTION, name, reason: missing }];
  const memory = watchMemory();
  try {
    const request = { model, options };
    const { task, seconds } = await processWhole(service, video, request, LOOK_MS);
    const most = visualization ? MOST_MEGABYTES.drawn : MOST_MEGABYTES.undrawn;
    return [...memoryLines(name, memory.samples, most), speedLine(name, seconds, task.progress.frames_done)];
  } finally {
    memory.stop();
  }
}

function memoryLines(name: string, samples: readonly MemorySample[], target: number): Line[] {
  const { highest, minutes } = peaksOf(samples);
  const note = `${partsOf(highest)} MB after ${highest.at.toFixed(0)} s`;
  const peak = { section: SECTION, name: `${name}: peak (PSS)`, value: megabytesOf(highest), unit: 'MB' };
  return [{ ...peak, target, note }, growthLine(`${name}: last minute by second`, minutes)];
}

function growthLine(name: string, minutes: { second: number; last: number } | undefined): Line {
  if (minutes === undefined) return { section: SECTION, name, reason: 'the run took less than 3 minutes' };
  const { second, last } = minutes;
  const note = `${last.toFixed(0)} MB by ${second.toFixed(0)} MB`;
  return { section: SECTION, name, value: last / second, unit: 'x', target: MOST_GROWTH, note };
}

function speedLine(name: string, seconds: number, frames: number): Line {
  const note = `${frames} frames in ${seconds.toFixed(0)} s`;
  return { section: SECTION, name: `${name}: speed`, value: frames / seconds, unit: 'fps', note };
}
