/** What each stage of the worker costs by itself, on the demo clip, and what they cost together. */
import { ensureDemoClip } from '../../local/demo-clip/demo-clip.ts';
import type { Harness } from '../e2e/harness.ts';
import { type Effort, measure } from './cpu-time.ts';
import { CAN_MEASURE, CANNOT_MEASURE } from './process-tree.ts';
import type { Line } from './report.ts';
import { BENCH_MODEL, processWhole } from './service.ts';
import { StageWork } from './stage-work.ts';

const SECTION = 'stages';

/** Processor time of the stages. The whole has the start of a process and of the model on top. */
export async function benchStages(service: Harness): Promise<Line[]> {
  if (!CAN_MEASURE) return [{ section: SECTION, name: 'processor time', reason: CANNOT_MEASURE }];
  const clip = await ensureDemoClip();
  await using work = await StageWork.begin(clip, BENCH_MODEL);
  const decode = await measure(() => work.decode());
  const inference = await measure(() => work.estimate());
  const draw = await measure(async () => work.draw());
  const encode = await measure(() => work.encode());
  // The service runs in this process, and is not of the worker.
  const whole = { ...(await measure(() => processWhole(service, clip))), own: 0 };
  return Object.entries({ decode, inference, draw, encode, 'whole worker': whole }).map(([name, effort]) =>
    line(name, effort, work.frames),
  );
}

function line(name: string, { wall, own, children }: Effort, frames: number): Line {
  const cpu = own + children;
  const inNode = own > 0 ? `, ${own.toFixed(2)} s of it in Node` : '';
  const note = `${((1000 * cpu) / frames).toFixed(1)} ms a frame${inNode}; ${wall.toFixed(2)} s by the clock`;
  return { section: SECTION, name: `processor time: ${name}`, value: cpu, unit: 's', note };
}
