/** What Batch is asked to run for a task. */
import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import { ENV } from '../../core/environment.ts';
import { fileStem } from '../../core/places.ts';
import type { TaskRecord } from '../../core/task.ts';

/** Characters of the video's name that the job's name shows. */
const SHOWN_NAME = 60;

/**
 * The request for one task. The job carries a list of task ids; its name is for people, no logic reads it.
 * Batch allows 128 letters, digits, hyphens and underscores.
 */
export function jobRequest(
  { task_id, video_path }: Pick<TaskRecord, 'task_id' | 'video_path'>,
  { jobQueue, jobDefinition }: { jobQueue: string; jobDefinition: string },
): SubmitJobCommandInput {
  const shown = fileStem(video_path)
    .replace(/[^a-z0-9_-]+/gi, '-')
    .slice(0, SHOWN_NAME);
  return {
    jobName: `posefleet-${shown}-${task_id}`,
    jobQueue,
    jobDefinition,
    containerOverrides: { environment: [{ name: ENV.taskIds, value: JSON.stringify([task_id]) }] },
  };
}
