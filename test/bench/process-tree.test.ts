import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import {
  CAN_MEASURE,
  CANNOT_MEASURE,
  descendants,
  endedChildrenSeconds,
  parsePss,
  parseStat,
  startedMemory,
} from './process-tree.ts';

const STAT = '42 (a (b) c) S 7 42 42 0 -1 4194560 1 2 3 4 150 50 210 90 20 0 1 0 99 1000 100';

describe('reading /proc', () => {
  it('finds name, parent and times in stat, whatever the name', () => {
    assert.deepEqual(parseStat(STAT), { pid: 42, parent: 7, name: 'a (b) c', endedChildrenSeconds: 3 });
  });

  it('finds the proportional set size', () => {
    assert.equal(parsePss('Rss:  9 kB\nPss:            1000 kB\nPss_Dirty:  5 kB\n'), 1.024);
    assert.throws(() => parsePss('Rss: 9 kB\n'), /no line of PSS/);
  });

  it('finds children and their children', () => {
    const of = (pid: number, parent: number) => ({ pid, parent, name: '', endedChildrenSeconds: 0 });
    const all = [of(1, 0), of(2, 1), of(3, 2), of(4, 1), of(5, 9)];
    assert.deepEqual(
      descendants(all, 1).map(({ pid }) => pid),
      [2, 4, 3],
    );
  });
});

describe('measuring children', { skip: CAN_MEASURE ? false : CANNOT_MEASURE }, () => {
  const busy = `const kept = Buffer.alloc(64e6, 1); console.log('ready');
    const until = Date.now() + 300; while (Date.now() < until); process.stdin.resume(); kept.at(0);`;

  it('counts a child’s memory while it runs, and its time once it has ended', async () => {
    const before = endedChildrenSeconds();
    const child = spawn(process.execPath, ['-e', busy], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const [memory, ...others] = startedMemory();
    assert.ok(memory !== undefined && others.length === 0);
    assert.equal(memory.name, 'worker');
    assert.ok(memory.megabytes > 64 && memory.megabytes < 200, `${memory.megabytes} MB`);
    child.stdin.end();
    await once(child, 'close');
    assert.deepEqual(startedMemory(), []);
    assert.ok(endedChildrenSeconds() - before > 0.05);
  });
});
