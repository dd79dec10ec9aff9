import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { JOB_ATTEMPTS, RETRY_RULES } from '../../core/exit-codes.ts';
import { WORKER_ENVIRONMENT, WORKER_FIXED_ENVIRONMENT } from '../../core/worker-container.ts';
import { computeTemplate, IMAGE, onlyOf, type Properties } from './testing/compute-template.ts';

const jobOf = (context: object = {}) => onlyOf(computeTemplate(context), 'Batch::JobDefinition');
const job = jobOf();
const gpuJob = jobOf({
  compute: 'gpu',
  job: { gpus: 1, timeoutMinutes: 90, attempts: 3 },
});
const container = job.ContainerProperties;

const environmentOf = ({ ContainerProperties }: Properties): Properties =>
  Object.fromEntries(ContainerProperties.Environment.map(({ Name, Value }: Properties) => [Name, Value]));
const requirementsOf = ({ ContainerProperties }: Properties) =>
  Object.fromEntries(
    ContainerProperties.ResourceRequirements.map(({ Type, Value }: Properties) => [Type, Value]),
  );

describe('the retry strategy', () => {
  const rules = job.RetryStrategy.EvaluateOnExit.map((rule: Properties) =>
    Object.fromEntries(
      Object.entries(rule).map(([key, value]) => [key[0]?.toLowerCase() + key.slice(1), value]),
    ),
  );

  it('is the table in core, in its order, with EXIT at its end', () => {
    assert.deepEqual(rules, RETRY_RULES);
    assert.ok(rules.length <= 5);
    assert.deepEqual(rules.at(-1), { action: 'EXIT', onReason: '*' });
  });

  it('makes as many attempts as are configured', () => {
    assert.equal(job.RetryStrategy.Attempts, JOB_ATTEMPTS);
    assert.equal(gpuJob.RetryStrategy.Attempts, 3);
  });
});

describe('the job', () => {
  it('has a time limit', () => {
    assert.equal(job.Timeout.AttemptDurationSeconds, 6 * 3600);
    assert.equal(gpuJob.Timeout.AttemptDurationSeconds, 90 * 60);
  });

  it('has the configured size, with GPUs for gpu alone', () => {
    assert.deepEqual(requirementsOf(job), { VCPU: '4', MEMORY: '12288' });
    assert.deepEqual(requirementsOf(gpuJob), { VCPU: '4', MEMORY: '12288', GPU: '1' });
  });

  it('leaves the revision before it as it is', () => {
    assert.equal(job.ResourceRetentionPolicy.SkipDeregisterOnUpdate, true);
    assert.equal(job.JobDefinitionName, undefined);
  });
});

describe('the container', () => {
  it('runs the image’s worker as nobody, in a file system that it cannot change, below an init', () => {
    assert.equal(container.Image, IMAGE);
    assert.deepEqual(container.Command, ['--max-semi-space-size=8', '/app/main.mjs']);
    assert.equal(container.User, '10001:10001');
    assert.equal(container.Privileged, false);
    assert.equal(container.ReadonlyRootFilesystem, true);
    assert.deepEqual(container.LinuxParameters, { InitProcessEnabled: true });
  });

  it('writes to a volume of its own alone, and reads the host’s type', () => {
    assert.deepEqual(container.Volumes, [
      { Name: 'scratch' },
      { Name: 'instance-type', Host: { SourcePath: '/var/lib/posefleet/instance-type' } },
    ]);
    assert.deepEqual(container.MountPoints, [
      { SourceVolume: 'scratch', ContainerPath: '/scratch', ReadOnly: false },
      { SourceVolume: 'instance-type', ContainerPath: '/run/posefleet/instance-type', ReadOnly: true },
    ]);
  });

  it('writes its log to our group, and does not wait for it', () => {
    const { LogDriver, Options } = container.LogConfiguration;
    assert.equal(LogDriver, 'awslogs');
    assert.match(Options['awslogs-group'].Ref, /^ComputeLog/);
    assert.equal(Options['awslogs-stream-prefix'], 'worker');
    assert.equal(Options.mode, 'non-blocking');
  });
});

describe('the environment of the container', () => {
  const environment = environmentOf(job);

  it('holds what is fixed, and every variable that the worker is to be given', () => {
    for (const [name, value] of Object.entries(WORKER_FIXED_ENVIRONMENT))
      assert.equal(environment[name], value);
    const gpu = environmentOf(gpuJob);
    for (const name of WORKER_ENVIRONMENT) assert.ok(gpu[name] !== undefined, name);
  });

  it('holds nothing else but what AWS’s SDK and NVIDIA’s toolkit read', () => {
    const known = new Set([...Object.keys(WORKER_FIXED_ENVIRONMENT), ...WORKER_ENVIRONMENT]);
    const others = (from: Properties) =>
      Object.keys(environmentOf(from)).filter((name) => !known.has(name as never));
    assert.deepEqual(others(job), ['AWS_REGION', 'AWS_EC2_METADATA_DISABLED']);
    assert.deepEqual(others(gpuJob), [
      'AWS_REGION',
      'AWS_EC2_METADATA_DISABLED',
      'NVIDIA_DRIVER_CAPABILITIES',
    ]);
  });

  it('names table and buckets, and the models’ only where there is one', () => {
    assert.match(environment.POSEFLEET_MEDIA_BUCKET.Ref, /Media/);
    assert.match(environment.POSEFLEET_RESULTS_BUCKET.Ref, /Results/);
    assert.match(environment.POSEFLEET_TABLE.Ref, /Task/);
    assert.match(environment.POSEFLEET_MODELS_BUCKET.Ref, /Models/);
    const builtIn = environmentOf(jobOf({ models: { source: 'image' } }));
    assert.equal(builtIn.POSEFLEET_MODELS_BUCKET, undefined);
  });

  it('tells where models run, and on how many threads', () => {
    assert.equal(environment.POSEFLEET_PROVIDER, 'cpu');
    assert.equal(environmentOf(gpuJob).POSEFLEET_PROVIDER, 'cuda');
    assert.equal(environmentOf(gpuJob).NVIDIA_DRIVER_CAPABILITIES, 'compute,utility,video');
    assert.equal(environment.POSEFLEET_THREADS, '4');
  });
});
