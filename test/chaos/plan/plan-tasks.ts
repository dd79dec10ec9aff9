/** What the callers will do: follows from the seed alone. */
import { type SeededRandom, seededRandom } from '../../support/seeded-random.ts';
import { type Length, LONG_SHARE, MEMORY_EATER, VARIANTS, type Variant } from './variants.ts';

/** What a caller does beside submitting a task. */
const DEEDS = {
  waits: 76,
  /** Submits it once more, with the same Idempotency-Key. */
  repeats: 10,
  cancels: 4,
  /** Cancels it, and starts another run. */
  revives: 5,
  deletes: 3,
} as const;
/** What a caller does. */
export type Deed = keyof typeof DEEDS;

/** A task that will be. */
export interface PlannedTask {
  /** Its Idempotency-Key. */
  key: string;
  variant: Variant;
  length: Length;
  deed: Deed;
  /** Milliseconds after the acceptance at which the deed is done. */
  deedMs: number;
}

/** Longest time before a deed, in milliseconds. */
const LATEST_DEED_MS = 12_000;
/** Share of the short tasks that are too large for their workers, where memory is limited. */
const EATERS_SHARE = 0.2;

/** Plans tasks. @param isLimited whether some are to need more memory than workers have. */
export function planTasks(seed: number, count: number, isLimited: boolean): PlannedTask[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    // In each stretch of tasks the share is kept, not only in the long run.
    const isLong = Math.floor((index + 1) * LONG_SHARE) > Math.floor(index * LONG_SHARE);
    const length = isLong ? 'long' : 'short';
    const eats = isLimited && !isLong && (index === 0 || random.fraction() < EATERS_SHARE);
    return {
      key: `chaos ${seed}/${index}`,
      variant: eats ? MEMORY_EATER : pickVariant(VARIANTS[length], random),
      length,
      deed: eats ? 'waits' : random.weighted(DEEDS),
      deedMs: LATEST_DEED_MS * random.fraction() ** 2,
    };
  });
}

/** All variants that occur in a plan, each once. */
export function variantsOf(plan: readonly PlannedTask[]): Variant[] {
  return [...new Set(plan.map(({ variant }) => variant))];
}

function pickVariant(variants: readonly Variant[], random: SeededRandom): Variant {
  const weights = Object.fromEntries(variants.map(({ weight }, index) => [String(index), weight]));
  return variants[Number(random.weighted(weights))] as Variant;
}
