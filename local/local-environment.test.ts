import assert from 'node:assert/strict';
import { totalmem } from 'node:os';
import { afterEach, test } from 'node:test';
import { ENV } from '../core/environment.ts';
import { hostEnvironment } from './local-environment.ts';

afterEach(() => {
  delete process.env[ENV.concurrency];
  delete process.env[ENV.memoryBytes];
});

const memory = () => Number(hostEnvironment('/scratch')[ENV.memoryBytes]);

test('workers that run at once share the memory that they plan with', () => {
  process.env[ENV.concurrency] = '1';
  const whole = memory();
  assert.ok(whole > 0 && whole <= totalmem());
  process.env[ENV.concurrency] = '4';
  assert.equal(memory(), Math.floor(whole / 4));
  process.env[ENV.memoryBytes] = '3000000000';
  assert.equal(memory(), 3_000_000_000);
});
