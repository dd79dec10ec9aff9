/**
 * Short clips share a job, so that not each of them pays for the start of a container and a model: what counts as short,
 * how many go together, and who may take a waiting task for it.
 */
import { ENV, envNumberOr } from './environment.ts';
import type { TaskRecord } from './task.ts';

/** A clip is short up to both: bytes of its file, and seconds by its header. */
export const SHORT_CLIP = { bytes: 32 * 2 ** 20, seconds: 30 } as const;

/** Clips of a job, and seconds of video in them all: a group should end within minutes, however slow its model is. */
export const CLIPS_A_JOB = { tasks: 25, seconds: 120 } as const;
/** No setting allows more tasks: their ids are a variable of the job, of which Batch takes 8 KiB with all else. */
export const MOST_CLIPS_A_JOB = 100;

/** Times that a task may be put back because of another of its job; after that it goes alone. */
const MOST_SPARED = 3;

/**
 * Seconds for which a dispatcher keeps the tasks that it has gathered from the others: more than it lives
 * (`FUNCTIONS.dispatch`), and less than the sweeper waits before it sends a task again.
 */
export const RESERVED_SECONDS = 45;

/** Seconds that the message of a short clip waits when its owner has other tasks, so that more of them come together. */
export const GATHERING_SECONDS = 1;

/** Tasks of a job at most: `POSEFLEET_GROUP_TASKS`, or the default; 1 gives each its own job. */
export function clipsAJob(): number {
  return Math.max(1, Math.min(Math.floor(envNumberOr(ENV.groupTasks, CLIPS_A_JOB.tasks)), MOST_CLIPS_A_JOB));
}

/**
 * Whether a task may share a job, as far as its record tells. What has died before, or a caller retries, goes alone: it
 * may be what kills a worker.
 */
export function mayShareJob({ run, attempt, deaths, spared = 0, video_bytes }: TaskRecord): boolean {
  const isFirst = run === 1 && attempt === 0 && deaths === 0 && spared <= MOST_SPARED;
  return isFirst && isShort({ bytes: video_bytes }) && clipsAJob() > 1;
}

/** Whether a file of this size, if it is known, may be a short clip. */
export function isShort({ bytes }: { bytes: number | undefined }): boolean {
  return bytes !== undefined && bytes <= SHORT_CLIP.bytes;
}

/** Tasks with the same key can be done by one worker with the same networks. */
export function shareKey({ owner, model, options, bboxes }: TaskRecord): string {
  const { detector = '', preset = '' } = options;
  return JSON.stringify([owner, model, detector, preset, bboxes !== undefined]);
}

/** Whether a task waits for a job. */
export function isWaiting({ status, batch_job_id }: Pick<TaskRecord, 'status' | 'batch_job_id'>): boolean {
  return status === 'queued' && batch_job_id === undefined;
}

/** Whether a dispatcher may take the task for a job with others. @param now ISO-8601. */
export function mayBeReserved(record: TaskRecord, now: string): boolean {
  return isWaiting(record) && mayShareJob(record) && !isReserved(record, now);
}

/** Whether a dispatcher has taken the task; one that has died loses it after a while. @param now ISO-8601. */
export function isReserved({ reserved_until = '' }: TaskRecord, now: string): boolean {
  return reserved_until > now;
}

/** A task that was gathered, and what its header says. */
export interface Clip {
  record: TaskRecord;
  /** Bytes and seconds of the video; undefined where its header does not tell. */
  bytes?: number | undefined;
  seconds?: number | undefined;
}

/**
 * Shares clips out to jobs, in their order. One that turns out to be long gets a job of its own; one whose length nobody
 * knows counts as the longest that is short.
 */
export function packClips(clips: readonly Clip[], mostTasks = clipsAJob()): TaskRecord[][] {
  const isLong = ({ bytes = 0, seconds = 0 }: Clip) =>
    bytes > SHORT_CLIP.bytes || seconds > SHORT_CLIP.seconds;
  const alone = clips.filter(isLong).map(({ record }) => [record]);
  const jobs: { tasks: TaskRecord[]; seconds: number }[] = [];
  for (const { record, seconds = SHORT_CLIP.seconds } of clips.filter((clip) => !isLong(clip))) {
    const last = jobs.at(-1);
    const hasRoom =
      last !== undefined && last.tasks.length < mostTasks && last.seconds + seconds <= CLIPS_A_JOB.seconds;
    if (hasRoom) {
      last.tasks.push(record);
      last.seconds += seconds;
    } else jobs.push({ tasks: [record], seconds });
  }
  return [...jobs.map(({ tasks }) => tasks), ...alone];
}
