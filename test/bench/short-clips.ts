/** What many short clips cost beside their processing: grouped in jobs, and with one job for each. */
import { join } from 'node:path';
import { ENV } from '../../core/environment.ts';
import type { TaskAnswer } from '../../core/requests.ts';
import { fetched } from '../e2e/client.ts';
import { makeShortClip } from '../e2e/clips.ts';
import type { Harness } from '../e2e/harness.ts';
import { remakeMedia } from '../media/make-media.ts';
import type { Figure } from './report.ts';
import { BENCH_MODEL, untilWorkersEnded } from './service.ts';

/** Frames of a clip: 2 s at 30 a second. */
const FRAMES = 60;
/** So small, and so few of its frames used, that processing is not what is measured. */
const SCALE = 'scale=160:90';
const OPTIONS = { visualization: false, frame_stride: 6 };
/** Overhead of a clip in a group, by that of a clip with a job of its own. */
const HIGHEST_RATIO = 1 / 3;

/** How a number of clips went. */
interface Course {
  /** Seconds from the first request to the end of the last task. */
  wall: number;
  /** Seconds of them in which a worker decoded, estimated and wrote. */
  processing: number;
  jobs: number;
}

/** Submits the clips all at once, first grouped, then each with its own job. */
export async function benchShortClips(service: Harness, clips: number): Promise<Figure[]> {
  const video = await makeClip(service);
  const grouped = await withSetting(undefined, () => processClips(service, video, clips));
  const alone = await withSetting('1', () => processClips(service, video, clips));
  const ratio = overhead(grouped, clips) / overhead(alone, clips);
  const section = 'short-clips';
  return [
    ...figures('grouped', grouped, clips),
    ...figures('one job a clip', alone, clips),
    { section, name: 'overhead, grouped by one job a clip', value: ratio, unit: 'x', target: HIGHEST_RATIO },
  ];
}

async function makeClip(service: Harness): Promise<string> {
  const people = await makeShortClip(join(service.folder, 'short-clip-people.mp4'), FRAMES);
  const after = ['-vf', SCALE, '-c:v', 'libx264', '-an'];
  return await remakeMedia(people, join(service.folder, 'short-clip.mp4'), { after });
}

/** The service runs in this process, and reads the setting at each request and message. */
async function withSetting<T>(value: string | undefined, work: () => Promise<T>): Promise<T> {
  const before = process.env[ENV.groupTasks];
  setOrDelete(value);
  try {
    return await work();
  } finally {
    setOrDelete(before);
  }
}

function setOrDelete(value: string | undefined): void {
  if (value === undefined) delete process.env[ENV.groupTasks];
  else process.env[ENV.groupTasks] = value;
}

async function processClips({ client }: Harness, video: string, clips: number): Promise<Course> {
  const start = Date.now();
  const request = { model: BENCH_MODEL, options: OPTIONS };
  const ids = await Promise.all(Array.from({ length: clips }, () => client.process(video, request)));
  const tasks: TaskAnswer[] = [];
  for (const id of ids) tasks.push(await client.untilCompleted(id));
  const end = Math.max(...tasks.map(({ completed_at }) => Date.parse(completed_at ?? '')));
  await untilWorkersEnded();
  const processing = await Promise.all(tasks.map(processingSeconds));
  return {
    wall: (end - start) / 1000,
    processing: processing.reduce((sum, seconds) => sum + seconds, 0),
    jobs: new Set(tasks.map(({ log_stream }) => log_stream)).size,
  };
}

/** From when both the video and the model were at hand to the results in S3. */
async function processingSeconds({ downloads }: TaskAnswer): Promise<number> {
  const run = (await (await fetched(downloads?.run_url)).json()) as {
    timings_seconds: Record<'probe' | 'model' | 'write', number>;
  };
  const { probe, model, write } = run.timings_seconds;
  return write - Math.max(probe, model);
}

function overhead({ wall, processing }: Course, clips: number): number {
  return (wall - processing) / clips;
}

function figures(name: string, course: Course, clips: number): Figure[] {
  const base = { section: 'short-clips', unit: 's' };
  const note = `${clips} clips of ${FRAMES / 30} s in ${course.jobs} jobs, ${course.wall.toFixed(1)} s in all`;
  return [
    { ...base, name: `overhead a clip, ${name}`, value: overhead(course, clips), note },
    { ...base, name: `processing a clip, ${name}`, value: course.processing / clips },
  ];
}
