import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runMeasured } from './measured-process.ts';
import { CAN_MEASURE, CANNOT_MEASURE } from './process-tree.ts';

/** Works for so many milliseconds of processor time. */
const BUSY = (milliseconds: number) =>
  `const end = process.cpuUsage().user + ${milliseconds}e3; while (process.cpuUsage().user < end);`;

describe('a measured process', { skip: CAN_MEASURE ? false : CANNOT_MEASURE }, () => {
  it('has the processor time of all that it started, and its output', async () => {
    const child = `require('node:child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(BUSY(300))}]);`;
    const code = `${BUSY(300)} ${child} console.log('done')`;
    const { cpu, wall, output } = await runMeasured(process.execPath, ['-e', code]);
    assert.equal(output, 'done\n');
    assert.ok(cpu >= 0.59 && cpu < 5, `${cpu} s`);
    assert.ok(wall >= 0.59, `${wall} s`);
  });

  it('has the memory of all of them together', async () => {
    const hold = `const held = Buffer.alloc(60e6, 1); setTimeout(() => held.at(0), 2500);`;
    const code = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hold)}]); ${hold}`;
    const { peak } = await runMeasured(process.execPath, ['-e', code]);
    assert.ok(peak > 120 && peak < 500, `${peak} MB`);
  });

  it('tells what a program says that fails', async () => {
    await assert.rejects(
      runMeasured(process.execPath, ['-e', 'throw new Error("no such luck")']),
      /no such luck/,
    );
  });
});
