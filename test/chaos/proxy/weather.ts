/** What the proxy does to a call: mostly nothing. */
import { type SeededRandom, seededRandom } from '../../support/seeded-random.ts';
import type { ProxiedService } from './proxied-service.ts';

/** How often calls are meddled with, each a share of all calls. */
export interface Climate {
  /** Fail. */
  errors: number;
  /** Come late. */
  delays: number;
  /** Are done once more, a while later: sent messages alone. */
  duplicates: number;
}

/** Of the issue: 5 % of the calls fail. */
export const STORM: Climate = { errors: 0.05, delays: 0.05, duplicates: 0.4 };

/** Ways to fail, and how often each is taken. */
const ERRORS = {
  /** The service says no: overloaded, broken, or too many calls. */
  refused: 4,
  /** The connection breaks before the service has heard. */
  unheard: 2,
  /** The service has done what was asked; its answer is lost on the way. */
  unanswered: 3,
  /** The connection breaks in the middle of the answer. */
  torn: 1,
} as const;
/** A way to fail. */
export type Trouble = keyof typeof ERRORS;

/** Longest delay of a call, and of a message's second delivery, in milliseconds. */
const LONGEST_DELAY_MS = 1500;
const LONGEST_REPEAT_MS = 4000;

/** What happens to one call. */
export interface Forecast {
  delayMs: number;
  trouble: Trouble | undefined;
  /** Milliseconds after which the call is done once more; only of use for messages. */
  repeatMs: number | undefined;
  /** For further choices about this call. */
  random: SeededRandom;
}

/** Forecasts for a service's calls, the same in the same order for the same seed. Calm until it is told otherwise. */
export class Weather {
  readonly #random: SeededRandom;
  readonly #climate: Climate;
  isCalm = true;

  constructor(seed: number, service: ProxiedService, climate: Climate) {
    const salt = [...service].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7);
    this.#random = seededRandom(seed ^ salt);
    this.#climate = climate;
  }

  next(): Forecast {
    const random = this.#random;
    if (this.isCalm) return { delayMs: 0, trouble: undefined, repeatMs: undefined, random };
    const { errors, delays, duplicates } = this.#climate;
    return {
      // Short ones are more frequent than long ones.
      delayMs: random.fraction() < delays ? LONGEST_DELAY_MS * random.fraction() ** 3 : 0,
      trouble: random.fraction() < errors ? random.weighted(ERRORS) : undefined,
      repeatMs: random.fraction() < duplicates ? LONGEST_REPEAT_MS * random.fraction() ** 2 : undefined,
      random,
    };
  }
}
