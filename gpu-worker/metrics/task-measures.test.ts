import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENV } from '../../core/environment.ts';
import { log } from '../../core/log.ts';
import { captureMetrics } from '../../test/support/captured-metrics.ts';
import { sampleTask } from '../../test/support/sample-task.ts';
import { GpuWatch } from './gpu-watch.ts';
import { TaskMeasures } from './task-measures.ts';

log.setLogLevel('SILENT');

/** A quarter of it was done by an attempt before. */
const VIDEO = {
  frames: 400,
  framesBefore: 100,
  videoSeconds: 10,
  pace: { seconds: 5, decodeMs: 4.5, inferenceMs: 12 },
};

describe('the measures of a task', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'posefleet-measures-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Sets variables for the length of a test. */
  function setVariables(t: TestContext, values: Record<string, string>): void {
    const before = { ...process.env };
    Object.assign(process.env, values);
    t.after(() => {
      for (const name of Object.keys(values)) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    });
  }

  /** Puts a driver's program onto the PATH. */
  async function installDriver(t: TestContext, script: string): Promise<void> {
    const program = join(folder, 'nvidia-smi');
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
    setVariables(t, { PATH: `${folder}${delimiter}${process.env.PATH}`, [ENV.provider]: 'cuda' });
  }

  it('are written for a completed task', async (t) => {
    const lines = captureMetrics(t);
    await writeFile(join(folder, 'instance-type'), 'g5.xlarge\n');
    setVariables(t, { [ENV.instanceTypeFile]: join(folder, 'instance-type') });
    const record = sampleTask();
    const measures = new TaskMeasures(record);
    measures.video = VIDEO;
    await measures.write('completed');
    const [{ _aws, PeakMemoryMiB, WorkerSeconds, RealTimeFactor, ...rest } = {}] = lines as Record<
      string,
      unknown
    >[];
    assert.ok(Number(PeakMemoryMiB) > 10 && Number(PeakMemoryMiB) < 100_000, `${PeakMemoryMiB} MiB`);
    assert.ok(Number(WorkerSeconds) > 0 && Number(WorkerSeconds) < 10, `${WorkerSeconds} s`);
    assert.equal(RealTimeFactor, Number(WorkerSeconds) / 7.5);
    assert.deepEqual(rest, {
      Stage: 'test',
      Model: 'movenet-multipose',
      InstanceType: 'g5.xlarge',
      task_id: record.task_id,
      FramesPerSecond: 60,
      DecodeMillisecondsPerFrame: 4.5,
      InferenceMillisecondsPerFrame: 12,
      VideoSeconds: 10,
      TasksCompleted: 1,
      TasksFailed: 0,
      TasksInterrupted: 0,
      WorkersDied: 0,
    });
  });

  it('hold no speed of a task that came to no end, on a machine that nobody has named', async (t) => {
    const lines = captureMetrics(t);
    // Docker makes a folder of a file that is not there.
    await mkdir(join(folder, 'instance-type'));
    setVariables(t, { [ENV.instanceTypeFile]: join(folder, 'instance-type') });
    await new TaskMeasures(sampleTask()).write('interrupted');
    const [{ _aws, PeakMemoryMiB, WorkerSeconds, task_id, ...rest } = {}] = lines as Record<
      string,
      unknown
    >[];
    assert.deepEqual(rest, {
      Stage: 'test',
      Model: 'movenet-multipose',
      InstanceType: 'local',
      TasksCompleted: 0,
      TasksFailed: 0,
      TasksInterrupted: 1,
      WorkersDied: 0,
    });
  });

  it('count the seconds of each GPU', async (t) => {
    const lines = captureMetrics(t);
    await installDriver(t, "printf '0, 3\\n0, 3\\n'");
    const measures = new TaskMeasures(sampleTask());
    await sleep(500);
    await measures.write('completed');
    const [line] = lines;
    assert.equal(line?.GpuSeconds, 2 * Number(line?.WorkerSeconds));
    assert.equal(line?.GpuUtilizationPercent, undefined);
  });

  it('show how much the GPUs were used while the work went on', async (t) => {
    const words = join(folder, 'words');
    await installDriver(t, `echo "$@" > '${words}'\nprintf '37, 2310\\n43, 1100\\n[N/A], [N/A]\\n'`);
    const watch = new GpuWatch(200);
    await sleep(700);
    assert.deepEqual(watch.stop(), { gpus: 3, percent: 40, memoryMiB: 2310 });
    const asked = await readFile(words, 'utf8');
    assert.equal(asked, '--query-gpu=utilization.gpu,memory.used --format=csv,noheader,nounits\n');
  });

  it('do without a GPU’s use where the driver does not answer', async (t) => {
    const lines = captureMetrics(t);
    await installDriver(t, 'exit 9');
    const measures = new TaskMeasures(sampleTask());
    await sleep(500);
    await measures.write('failed');
    assert.deepEqual(
      [lines[0]?.TasksFailed, lines[0]?.GpuSeconds, lines[0]?.GpuMemoryMiB],
      [1, undefined, undefined],
    );
  });

  it('are not taken where no stage is set', async (t) => {
    const lines = captureMetrics(t);
    delete process.env[ENV.stage];
    await installDriver(t, `touch '${join(folder, 'asked')}'`);
    await new TaskMeasures(sampleTask()).write('completed');
    assert.deepEqual(lines, []);
    await assert.rejects(stat(join(folder, 'asked')));
  });
});
