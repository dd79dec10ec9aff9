import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captureMetrics, TEST_STAGE } from '../test/support/captured-metrics.ts';
import { writeMetrics } from './emf.ts';
import { API_METRICS, SERVICE_DIMENSION_SETS, WORKER_DIMENSION_SETS, WORKER_METRICS } from './metrics.ts';

test('a handler’s metric has the stage as its only dimension', (t) => {
  const lines = captureMetrics(t);
  writeMetrics({ [API_METRICS.accepted]: 1 });
  const [line] = lines;
  const { Timestamp, CloudWatchMetrics } = line?._aws ?? { Timestamp: 0, CloudWatchMetrics: [] };
  assert.ok(Math.abs(Date.now() - Timestamp) < 5000);
  assert.deepEqual(CloudWatchMetrics, [
    {
      Namespace: 'Posefleet',
      Dimensions: SERVICE_DIMENSION_SETS,
      Metrics: [{ Name: 'TasksAccepted', Unit: 'Count' }],
    },
  ]);
  const { _aws, ...fields } = line ?? {};
  assert.deepEqual(fields, { Stage: TEST_STAGE, TasksAccepted: 1 });
});

test('a worker’s metrics are written over all and by model and instance type, the task’s id is no dimension', (t) => {
  const lines = captureMetrics(t);
  writeMetrics(
    { [WORKER_METRICS.framesPerSecond]: 31.5, [WORKER_METRICS.gpuPercent]: undefined },
    { worker: { Model: 'movenet', InstanceType: 'g5.xlarge' }, properties: { task_id: 'a-task' } },
  );
  const [{ _aws, ...fields } = { _aws: { CloudWatchMetrics: [] } }] = lines;
  assert.deepEqual(_aws.CloudWatchMetrics[0]?.Dimensions, WORKER_DIMENSION_SETS);
  assert.deepEqual(_aws.CloudWatchMetrics[0]?.Metrics, [{ Name: 'FramesPerSecond', Unit: 'Count/Second' }]);
  assert.deepEqual(fields, {
    Stage: TEST_STAGE,
    Model: 'movenet',
    InstanceType: 'g5.xlarge',
    task_id: 'a-task',
    FramesPerSecond: 31.5,
  });
});

test('nothing is written without a stage, or without a value', (t) => {
  const lines = captureMetrics(t);
  writeMetrics({ [WORKER_METRICS.gpuPercent]: undefined });
  process.env.POSEFLEET_STAGE = '';
  writeMetrics({ [API_METRICS.accepted]: 1 });
  assert.deepEqual(lines, []);
});

test('each line stands for itself', (t) => {
  const lines = captureMetrics(t);
  for (const count of [1, 2]) writeMetrics({ [API_METRICS.accepted]: count });
  assert.deepEqual(
    lines.map(({ TasksAccepted }) => TasksAccepted),
    [1, 2],
  );
});
