/** Records for tests. */
import { NO_PROGRESS, type TaskRecord } from '../../core/task.ts';
import { newTaskId } from '../../core/task-id.ts';

/** A queued task of its own, with these fields changed. */
export function sampleTask(fields: Partial<TaskRecord> = {}): TaskRecord {
  const now = new Date();
  return {
    task_id: newTaskId(),
    owner: 'ann',
    run: 1,
    attempt: 0,
    deaths: 0,
    status: 'queued',
    video_path: 's3://media/walk.mp4',
    video: { bucket: 'media', key: 'walk.mp4' },
    model: 'movenet-multipose',
    options: {},
    source: 'api',
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
    progress: NO_PROGRESS,
    expires_at: Math.floor(now.getTime() / 1000) + 30 * 86_400,
    ...fields,
  };
}
