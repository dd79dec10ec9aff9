/** The job definition of the synthesised template, as Batch would be given it, for the image that is here. */
import type { ContainerProperties } from '@aws-sdk/client-batch';
import type { RetryRule } from '../../core/exit-codes.ts';
import { HOST_INSTANCE_TYPE_FILE } from '../../infra/compute/host-script.ts';
import { deployed, logicalId } from '../../infra/testing/deployed.ts';
import { type ContainerRuntimeOptions, containerRuntime } from '../../local/batch/container-runtime.ts';
import type { BatchSettings } from '../../local/batch/settings.ts';
import { LOCAL_REGION } from '../../local/local-account.ts';
import { LOCAL_NAMES } from '../../local/local-environment.ts';
import { apiShape } from './api-shape.ts';

/** A job definition, as far as the Batch stand-in knows it. */
export interface SynthesisedJob {
  container: ContainerProperties;
  retry: { attempts: number; rules: RetryRule[] };
  timeoutSeconds: number;
}

/**
 * Synthesises the stack and reads its job definition, with the names that the local service uses. The models are in the
 * image, as they are in the one that is built here.
 */
export function synthesisedJob(config: object = {}): SynthesisedJob {
  const { stack, template } = deployed({ models: { source: 'image' }, ...config });
  const { mediaBucket, resultsBucket, taskTable } = stack.storage;
  const values = {
    'AWS::Region': LOCAL_REGION,
    'AWS::Partition': 'aws',
    [logicalId(stack, taskTable)]: LOCAL_NAMES.table,
    [logicalId(stack, mediaBucket)]: LOCAL_NAMES.mediaBucket,
    [logicalId(stack, resultsBucket)]: LOCAL_NAMES.resultsBucket,
  };
  const [definition] = Object.values(template.findResources('AWS::Batch::JobDefinition'));
  // biome-ignore lint/suspicious/noExplicitAny: a template has no types.
  const job = apiShape(definition?.Properties, values) as any;
  const { attempts, evaluateOnExit: rules } = job.retryStrategy;
  const timeoutSeconds = job.timeout.attemptDurationSeconds;
  return { container: job.containerProperties, retry: { attempts, rules }, timeoutSeconds };
}

/** Settings of the Batch stand-in by which it runs that job in an image of this machine. */
export function settingsOfJob(
  { container, retry, timeoutSeconds }: SynthesisedJob,
  engine: ContainerRuntimeOptions['engine'],
  { image, instanceTypeFile }: { image: string; instanceTypeFile: string },
): Partial<BatchSettings> {
  const entries = (container.environment ?? []).map(({ name = '', value = '' }) => [name, value]);
  return {
    runtime: containerRuntime({
      engine,
      container: { ...container, image },
      hostFiles: { [HOST_INSTANCE_TYPE_FILE]: instanceTypeFile },
    }),
    environment: Object.fromEntries(entries),
    retry,
    timeoutSeconds,
  };
}
