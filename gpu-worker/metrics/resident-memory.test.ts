import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { residentBytes } from './resident-memory.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-cgroup-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a container under version 2: anonymous and shared memory, not the file cache', async () => {
  await writeFile(join(folder, 'memory.max'), '2147483648\n');
  const stat = 'anon 300000000\nfile 1500000000\nkernel 9000000\nshmem 20000000\nfile_mapped 7\nanon_thp 5\n';
  await writeFile(join(folder, 'memory.stat'), stat);
  assert.equal(await residentBytes(folder), 320_000_000);
});

test('a container under version 1', async () => {
  await mkdir(join(folder, 'memory'));
  await writeFile(join(folder, 'memory/memory.limit_in_bytes'), '2147483648\n');
  const stat = 'cache 5\nrss 1\nshmem 0\ntotal_cache 1500000000\ntotal_rss 300000000\ntotal_shmem 10000000\n';
  await writeFile(join(folder, 'memory/memory.stat'), stat);
  assert.equal(await residentBytes(folder), 310_000_000);
});

test('no container: no control group, or one without a limit', async () => {
  assert.equal(await residentBytes(folder), undefined);
  await writeFile(join(folder, 'memory.max'), 'max\n');
  await mkdir(join(folder, 'memory'));
  await writeFile(join(folder, 'memory/memory.limit_in_bytes'), '9223372036854771712\n');
  assert.equal(await residentBytes(folder), undefined);
});
