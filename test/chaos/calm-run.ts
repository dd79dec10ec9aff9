/** How each kind of task ends when nothing is in its way. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TaskAnswer, taskAnswerSchema } from '../../core/requests.ts';
import { submit } from './callers/call.ts';
import { type Expectation, expectationOf } from './checks/expectation.ts';
import { inTime } from './in-time.ts';
import type { PlannedTask } from './plan/plan-tasks.ts';
import { CUT_OFF, MEMORY_EATER, type Variant } from './plan/variants.ts';
import { Stage, type StageOptions } from './stage.ts';

/** What a calm run has shown. */
export interface CalmRun {
  expectations: ReadonlyMap<Variant, Expectation>;
  /** Kinds that have four chunks or more. */
  longVariants: ReadonlySet<Variant>;
}

/** Chunks that a long video has at least. */
const MANY_CHUNKS = 4;

/** Runs a task of each kind on a stage of its own. @throws Error when they do not end before the signal. */
export async function runCalmly(
  variants: readonly Variant[],
  options: StageOptions,
  signal: AbortSignal,
): Promise<CalmRun> {
  await using stage = await Stage.set(options);
  const s3 = await stage.service.s3();
  const folder = join(options.folder, 'results');
  await mkdir(folder);
  const expectations = new Map<Variant, Expectation>();
  const longVariants = new Set<Variant>();
  const ends = Promise.all(variants.map((variant, index) => runOne(stage, variant, index)));
  const tasks = await inTime(ends, signal);
  for (const [index, task] of tasks.entries()) {
    const variant = variants[index] as Variant;
    requireEaten(variant, task);
    requireDamaged(variant, task);
    expectations.set(variant, await expectationOf(task, s3, folder));
    if (stage.network.chunks.chunksOf(task.task_id) >= MANY_CHUNKS) longVariants.add(variant);
  }
  s3.destroy();
  await stage.close();
  return { expectations, longVariants };
}

async function runOne({ client, endings, pathOf }: Stage, variant: Variant, index: number) {
  const plan: PlannedTask = { key: `calm ${index}`, variant, length: 'short', deed: 'waits', deedMs: 0 };
  const { taskId } = await submit(client, plan, pathOf(plan, index));
  await endings.of(taskId);
  return taskAnswerSchema.parse((await client.request('GET', `/status/${taskId}`)).json);
}

/** @throws Error when a task has had enough memory that was to have too little: the run would show nothing. */
function requireEaten({ name }: Variant, { error }: TaskAnswer): void {
  if (name !== MEMORY_EATER.name || error?.code === 'out_of_memory') return;
  throw new Error(`A task that needs too much memory has not failed by that, but: ${JSON.stringify(error)}`);
}

/** @throws Error when nothing was found wrong with a video that is damaged: then it would be no case of its own. */
function requireDamaged({ name }: Variant, { warnings }: TaskAnswer): void {
  if (name !== CUT_OFF.name || warnings?.some(({ code }) => code === 'video_damaged')) return;
  throw new Error(`A video that is cut off has no warning of it, but: ${JSON.stringify(warnings)}`);
}
