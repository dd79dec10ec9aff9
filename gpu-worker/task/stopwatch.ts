/** Takes the time of stages. */

/** Seconds since its making at which each stage was over. */
export class Stopwatch {
  readonly laps: Record<string, number> = {};
  readonly #start = performance.now();

  /** Notes that a stage is over. */
  lap(stage: string): void {
    this.laps[stage] = Math.round(performance.now() - this.#start) / 1000;
  }
}
