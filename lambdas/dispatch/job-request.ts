/** What Batch is asked to run for a task. */
import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import { deploymentTags } from '../../core/deployment-tags.ts';
import { ENV } from '../../core/environment.ts';
import { shareIdentifier } from '../../core/owner.ts';
import { fileStem } from '../../core/places.ts';
import type { TaskRecord } from '../../core/task.ts';

/** Characters of the video's name that the job's name shows. */
const SHOWN_NAME = 60;

/** A job with a share needs a priority, which orders the jobs of one share; all have the same: first come, first served. */
const PRIORITY = 1;

/** Where jobs go. */
export interface JobPlace {
  jobQueue: string;
  jobDefinition: string;
  /** Stage of the deployment; absent on one machine. */
  stage?: string;
}

/**
 * The request for one task. The job carries a list of task ids; its name is for people, no logic reads it.
 * Batch allows 128 letters, digits, hyphens and underscores. Its share is its owner's, so that the many videos of one
 * do not hold up the one of another; by its tags a function may end it.
 */
export function jobRequest(
  { task_id, owner, video_path }: Pick<TaskRecord, 'task_id' | 'owner' | 'video_path'>,
  { jobQueue, jobDefinition, stage }: JobPlace,
): SubmitJobCommandInput {
  const shown = fileStem(video_path)
    .replace(/[^a-z0-9_-]+/gi, '-')
    .slice(0, SHOWN_NAME);
  return {
    jobName: `posefleet-${shown}-${task_id}`,
    jobQueue,
    jobDefinition,
    shareIdentifier: shareIdentifier(owner),
    schedulingPriorityOverride: PRIORITY,
    ...(stage === undefined ? {} : { tags: deploymentTags(stage) }),
    containerOverrides: { environment: [{ name: ENV.taskIds, value: JSON.stringify([task_id]) }] },
  };
}
