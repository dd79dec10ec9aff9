/** Random numbers that are the same for the same seed. */

/** Draws numbers. */
export interface SeededRandom {
  /** From 0 up to but without 1. */
  fraction(): number;
  /** A whole number from 0 up to but without `below`. */
  below(below: number): number;
  /** One of the values, each as likely. @throws Error when there is none. */
  pick<T>(values: readonly T[]): T;
  /** One of the keys, each as likely as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
}

/** Numbers of Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, enough for tests. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(fraction() * limit);
  return {
    fraction,
    below,
    pick(values) {
      if (values.length === 0) throw new Error('There is nothing to pick from.');
      return values[below(values.length)] as (typeof values)[number];
    },
    weighted(weights) {
      const entries = Object.entries<number>(weights);
      let left = fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      const found = entries.find(([, weight]) => {
        left -= weight;
        return left < 0;
      });
      return (found ?? entries.at(-1))?.[0] as keyof typeof weights;
    },
  };
}
