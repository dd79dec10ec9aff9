import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { buildArguments } from './build-image.ts';
import { BASE_ARGUMENTS } from './targets.ts';

const tool = { name: 'docker', command: ['docker'], build: ['build'], environment: {} } as const;
const dockerfile = readFileSync(new URL('../../gpu-worker/Dockerfile', import.meta.url), 'utf8');

test('what is given becomes build arguments, what is not keeps the default of the Dockerfile', () => {
  const options = { target: 'cpu', tag: 'mine', base: 'debian:12', models: '' } as const;
  const args = buildArguments(tool, options).join(' ');
  assert.match(args, /^build --file gpu-worker\/Dockerfile --target cpu --tag mine .*\.$/);
  assert.match(args, /--build-arg CPU_BASE=debian:12 --build-arg MODELS= /);
  assert.doesNotMatch(args, /NODE_BASE|GPU_BASE/);
});

test('mirrors of models are taken over from the environment, and not shown among the arguments', () => {
  const before = process.env.POSEFLEET_MODEL_MIRRORS;
  const options = { target: 'cpu', tag: 'mine' } as const;
  process.env.POSEFLEET_MODEL_MIRRORS = 'https://mirror.example/onnx';
  const args = buildArguments(tool, options).join(' ');
  delete process.env.POSEFLEET_MODEL_MIRRORS;
  assert.match(args, / --build-arg POSEFLEET_MODEL_MIRRORS /);
  assert.doesNotMatch(buildArguments(tool, options).join(' '), /MIRRORS/);
  if (before !== undefined) process.env.POSEFLEET_MODEL_MIRRORS = before;
  assert.match(dockerfile, /^ARG POSEFLEET_MODEL_MIRRORS=""$/m);
});

test('the Dockerfile has these targets and arguments', () => {
  for (const [target, argument] of Object.entries(BASE_ARGUMENTS)) {
    assert.match(dockerfile, new RegExp(`^FROM \\$\\{${argument}\\} AS ${target}$`, 'm'));
    assert.match(dockerfile, new RegExp(`^ARG ${argument}=\\S+$`, 'm'));
  }
});

test('the CUDA provider is of the version of onnxruntime-node', () => {
  const root = new URL('../../', import.meta.url);
  const { devDependencies } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  const pinned = readFileSync(new URL('gpu-worker/image/onnxruntime-gpu.txt', root), 'utf8');
  assert.match(
    pinned,
    new RegExp(`^onnxruntime-gpu==${devDependencies['onnxruntime-node']} --hash=sha256:\\w{64}$`, 'm'),
  );
});
