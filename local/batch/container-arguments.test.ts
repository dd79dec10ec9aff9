import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerProperties } from '@aws-sdk/client-batch';
import { containerArguments } from './container-arguments.ts';

const HARDENED = '--pull never --network host --cap-drop all --security-opt no-new-privileges';

/** A job definition's container in full. */
const CONTAINER: ContainerProperties = {
  image: 'registry/worker:1',
  command: ['/app/main.mjs', 'two words'],
  user: '10001:10001',
  readonlyRootFilesystem: true,
  privileged: false,
  jobRoleArn: 'arn:aws:iam::000000000000:role/worker',
  environment: [{ name: 'SECRET', value: 'of the job' }],
  resourceRequirements: [
    { type: 'VCPU', value: '4' },
    { type: 'MEMORY', value: '2048' },
  ],
  linuxParameters: {
    initProcessEnabled: true,
    sharedMemorySize: 64,
    tmpfs: [{ containerPath: '/tmp', size: 16, mountOptions: ['noexec'] }],
  },
  ulimits: [{ name: 'nofile', softLimit: 1024, hardLimit: 2048 }],
  volumes: [{ name: 'scratch' }, { name: 'type', host: { sourcePath: '/var/lib/type' } }],
  mountPoints: [
    { sourceVolume: 'scratch', containerPath: '/scratch', readOnly: false },
    { sourceVolume: 'type', containerPath: '/run/type', readOnly: true },
  ],
};

test('all that a job definition says of its container is handed to the engine, but the environment', () => {
  assert.deepEqual(containerArguments(CONTAINER, { '/var/lib/type': '/here/type' }), [
    ...HARDENED.split(' '),
    ...'--user 10001:10001 --read-only --memory 2048m --memory-swap 2048m'.split(' '),
    ...'--init --shm-size 64m --tmpfs /tmp:size=16m,noexec --ulimit nofile=1024:2048'.split(' '),
    ...'--volume /scratch --volume /here/type:/run/type:ro'.split(' '),
    ...['registry/worker:1', '/app/main.mjs', 'two words'],
  ]);
});

test('what a definition leaves out is not set', () => {
  assert.deepEqual(containerArguments({ image: 'worker' }), [...HARDENED.split(' '), 'worker']);
});

test('a file of the host that is not here is not mounted', () => {
  assert.ok(!containerArguments(CONTAINER).join(' ').includes('/run/type'));
});

test('what is not given here is refused', () => {
  const gpu: ContainerProperties = { image: 'worker', resourceRequirements: [{ type: 'GPU', value: '1' }] };
  assert.throws(() => containerArguments(gpu), /gives containers no GPUs/);
  assert.throws(() => containerArguments({ image: 'worker', privileged: true }), /no privileges/);
  assert.throws(() => containerArguments({}), /names no image/);
});
