/** What functions may do with jobs. */
import { ArnFormat, Fn, Stack } from 'aws-cdk-lib';
import { deploymentTags } from '../../core/deployment-tags.ts';
import type { Surroundings } from './function-environment.ts';
import { allow, type Permission } from './permission.ts';

/** Why some resources hold a wildcard. */
const JOBS =
  'The ids of jobs are made when they are submitted; the tags of the deployment narrow it to ours.';
const REVISIONS =
  'While a revision of our one job definition is being deployed, the function may know the one before.';
const NO_RESOURCES = 'Batch knows no resources for DescribeJobs, nor X-Ray for traces.';

/** Asks how jobs are. */
export function asking(): Permission {
  return allow(['batch:DescribeJobs'], ['*'], { why: NO_RESOURCES });
}

/**
 * Submits jobs of our definition to our queue, with no tags but those of a deployment. Batch asks for the right to tag
 * on what the request names, since the job has no id yet. Any revision will do: while a new one is being deployed, the
 * function may still know the one before.
 */
export function submitting(around: Surroundings): Permission[] {
  const { config, compute } = around;
  const name = Fn.select(5, Fn.split(':', compute.jobDefinitionArn));
  const definitions = Stack.of(around.storage).formatArn({
    service: 'batch',
    resource: `${name}:*`,
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  return [
    allow(['batch:SubmitJob'], [compute.jobQueue.jobQueueArn, definitions], { why: REVISIONS }),
    allow(['batch:TagResource'], [compute.jobQueue.jobQueueArn, definitions, anyJob(around)], {
      conditions: {
        'ForAllValues:StringEquals': { 'aws:TagKeys': Object.keys(deploymentTags(config.stage)) },
      },
      why: JOBS,
    }),
  ];
}

/** Ends jobs of this deployment: their ids are made when they are submitted, their tags tell whose they are. */
export function ending(around: Surroundings): Permission {
  const tags = Object.entries(deploymentTags(around.config.stage));
  return allow(['batch:TerminateJob'], [anyJob(around)], {
    conditions: {
      StringEquals: Object.fromEntries(tags.map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
    },
    why: JOBS,
  });
}

function anyJob({ storage }: Surroundings): string {
  return Stack.of(storage).formatArn({ service: 'batch', resource: 'job', resourceName: '*' });
}
