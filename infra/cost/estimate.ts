/** What a deployment costs: pure arithmetic over the price table. */

import { checkInputs } from './check-inputs.ts';
import type { CostInputs } from './inputs.ts';
import { loadCost } from './load-cost.ts';
import { restCost } from './rest-cost.ts';

/** One line of a bill. */
export interface CostItem {
  item: string;
  /** US dollars a month. */
  usd: number;
}

/** An itemised estimate. */
export interface CostEstimate {
  /** What a month without any task costs. */
  rest: CostItem[];
  /** What the month's tasks cost on top. */
  load: CostItem[];
  restUsd: number;
  loadUsd: number;
  /** Both together, US dollars a month. */
  usd: number;
  /** What an hour of video costs on top of the rest; undefined without video. */
  usdPerVideoHour: number | undefined;
}

/**
 * Estimates a month. What is stored is counted as it is once the days of keeping it have passed.
 *
 * @throws Error that names the input which is out of range, or the instance type whose price is not known.
 */
export function estimateCost(inputs: CostInputs): CostEstimate {
  checkInputs(inputs);
  const rest = restCost(inputs);
  const load = loadCost(inputs);
  const restUsd = sum(rest);
  const loadUsd = sum(load);
  return {
    rest,
    load,
    restUsd,
    loadUsd,
    usd: restUsd + loadUsd,
    usdPerVideoHour: inputs.videoHours > 0 ? loadUsd / inputs.videoHours : undefined,
  };
}

function sum(items: readonly CostItem[]): number {
  return items.reduce((total, { usd }) => total + usd, 0);
}
