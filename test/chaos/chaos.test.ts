/** A short form of `npm run chaos`: its numbers are too small for shares, but not for what must never happen. */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { temporaryFolder } from '../media/make-media.ts';
import { runChaos } from './run-chaos.ts';

/** Far more than it takes, for a machine that is busy. */
const LIMIT_MS = 10 * 60_000;

test('whatever dies, no task is lost, stuck, doubled or wrong', async (t) => {
  const folder = await temporaryFolder();
  const say = (line: string) => t.diagnostic(line);
  const options = { seed: 6, tasks: 14, containers: false, limitMs: LIMIT_MS, folder, say };
  const { misses, summary, kills, resumes } = await runChaos(options);
  t.diagnostic(summary);
  assert.deepEqual(misses, [], `Logs and data: ${folder}`);
  assert.ok(kills > 0 && resumes > 0, summary);
  await rm(folder, { recursive: true });
});
