/** A task in words. */

import { fileStem } from '../core/places.ts';
import type { TaskAnswer } from '../core/requests.ts';
import { clock, plain } from './text.ts';

/** Share of the frames that are done, 0 to 1; null while it cannot be told. */
export function share({ status, progress }: TaskAnswer): number | null {
  if (status === 'completed') return 1;
  const { frames_done, frames_total } = progress;
  return frames_total === null || frames_total === 0 ? null : Math.min(1, frames_done / frames_total);
}

/** How far a task is: `poses 42 %, 126/300 frames, 24.1 fps, 0:12 left`. */
export function progressText({ status, progress }: TaskAnswer): string {
  if (status !== 'processing') return status;
  const { stage, frames_done, frames_total, fps, eta_seconds } = progress;
  if (stage !== 'poses' && stage !== 'write') return STAGES[stage];
  return [
    `${frames_done}/${frames_total ?? '?'} frames`,
    ...(fps === null ? [] : [`${fps.toFixed(1)} fps`]),
    ...(eta_seconds === null ? [] : [`${clock(eta_seconds)} left`]),
  ].join(', ');
}

/** Stages in which no frames move. */
const STAGES = {
  queued: 'starting',
  fetch: 'fetching the video',
  model: 'loading the model',
  probe: 'reading the video',
  done: 'finishing',
} as const;

/** How a task ended, in a line: with its error, or its warnings. */
export function endText(task: TaskAnswer): string {
  if (task.error !== null) return `${task.status}: ${plain(task.error.message)} (${task.error.code})`;
  const warnings = task.warnings.map(({ code, message }) => `; warning: ${plain(message)} (${code})`);
  return `${task.status}${warnings.join('')}`;
}

/** All about a task, for `posefleet status`. */
export function taskText(task: TaskAnswer): string {
  const lines: [string, string | null][] = [
    ['task', task.task_id],
    ['status', endText(task)],
    ['progress', task.status === 'processing' ? percentText(task) : null],
    ['video', task.video_path],
    ['model', task.model],
    ['boxes', task.bboxes_path],
    ['options', Object.keys(task.options).length === 0 ? null : JSON.stringify(task.options)],
    ['created', task.created_at],
    ['started', task.started_at],
    ['ended', task.completed_at],
    ['log', task.log_stream],
    ['predictions', task.result?.predictions_file ?? null],
    ['drawn video', task.result?.visualization_file ?? null],
  ];
  return lines
    .flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(12)}${plain(value)}`]))
    .join('\n');
}

function percentText(task: TaskAnswer): string {
  const done = share(task);
  return done === null ? progressText(task) : `${Math.floor(done * 100)} %, ${progressText(task)}`;
}

/** A short name for a task's video: its file's. */
export function videoName({ video_path }: Pick<TaskAnswer, 'video_path'>): string {
  const name = video_path.slice(video_path.lastIndexOf('/') + 1);
  return plain(name === '' ? fileStem(video_path) : name);
}
