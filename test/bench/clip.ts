/** How long the demo clip takes, through a warm service: to its end, and to its first frame. */
import { CLIP } from '../../local/demo-clip/camera.ts';
import { ensureDemoClip } from '../../local/demo-clip/demo-clip.ts';
import type { Harness } from '../e2e/harness.ts';
import { type Figure, median } from './report.ts';
import { processWhole, submitAndWait, untilWorkersEnded } from './service.ts';

/** Wanted on two cores: a part of the clip's length, and seconds. */
const LONGEST_RATIO = 0.9;
const LATEST_FIRST_FRAME = 3;
const RUNS = 3;

/** From POST to completed, with the drawn video. */
export async function benchClip(service: Harness): Promise<Figure[]> {
  const clip = await ensureDemoClip();
  const runs = await repeat(async () => (await processWhole(service, clip)).seconds);
  const length = CLIP.frames / CLIP.fps;
  const base = { section: 'clip', note: told(runs) };
  return [
    { ...base, name: `POST to completed, clip of ${length} s`, value: median(runs), unit: 's' },
    {
      ...base,
      name: 'the same by the clip’s length',
      value: median(runs) / length,
      unit: 'x',
      target: LONGEST_RATIO,
    },
  ];
}

/** From POST to the first frame that is done. */
export async function benchFirstFrame(service: Harness): Promise<Figure[]> {
  const clip = await ensureDemoClip();
  const runs = await repeat(() => firstFrame(service, clip));
  return [
    {
      section: 'first-frame',
      name: 'POST to the first processed frame',
      value: median(runs),
      unit: 's',
      target: LATEST_FIRST_FRAME,
      note: told(runs),
    },
  ];
}

async function firstFrame(service: Harness, clip: string): Promise<number> {
  const { task, seconds } = await submitAndWait(
    service,
    clip,
    ({ progress: { frames_done } }) => frames_done > 0,
  );
  await service.client.request('DELETE', `/tasks/${task.task_id}`);
  await untilWorkersEnded();
  return seconds;
}

async function repeat(run: () => Promise<number>): Promise<number[]> {
  const seconds: number[] = [];
  for (let number = 0; number < RUNS; number++) seconds.push(await run());
  return seconds;
}

function told(runs: readonly number[]): string {
  return `median of ${runs.map((seconds) => seconds.toFixed(2)).join(', ')} s`;
}
