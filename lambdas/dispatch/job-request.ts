/** What Batch is asked to run for tasks. */
import assert from 'node:assert/strict';
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
 * The request for tasks of one owner. The job carries a list of their ids; its name, the first one's and how many go with
 * it, is for people, no logic reads it. Batch allows 128 letters, digits, hyphens and underscores. Its share is its owner's, so that the many videos of one
 * do not hold up the one of another; by its tags a function may end it.
 */
export function jobRequest(
  records: readonly Pick<TaskRecord, 'task_id' | 'owner' | 'video_path'>[],
  { jobQueue, jobDefinition, stage }: JobPlace,
): SubmitJobCommandInput {
  const [first] = records;
  assert(first !== undefined, 'A job has tasks.');
  const { task_id, owner, video_path } = first;
  const taskIds = records.map((record) => record.task_id);
  const others = records.length === 1 ? '' : `-and-${records.length - 1}-more`;
  const shown = fileStem(video_path)
    .replace(/[^a-z0-9_-]+/gi, '-')
    .slice(0, SHOWN_NAME);
  return {
    jobName: `posefleet-${shown}-${task_id}${others}`,
    jobQueue,
    jobDefinition,
    shareIdentifier: shareIdentifier(owner),
    schedulingPriorityOverride: PRIORITY,
    ...(stage === undefined ? {} : { tags: deploymentTags(stage) }),
    containerOverrides: { environment: [{ name: ENV.taskIds, value: JSON.stringify(taskIds) }] },
  };
}
