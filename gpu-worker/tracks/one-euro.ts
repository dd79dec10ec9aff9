/**
 * The One Euro filter (Casiez, Roussel and Vogel, CHI 2012) for all keypoints of a person: it smooths what stands
 * and lets pass what moves.
 */

/** What the filter goes by. Speeds are in person's sizes a second, so that near and far people are smoothed alike. */
export const ONE_EURO = {
  /** Hz; the cutoff for what stands still, the paper's default. Lower is smoother. */
  leastCutoff: 1,
  /**
   * By how many Hz the cutoff rises with each person's size a second. MediaPipe has 40 for poses in metres and 80 for
   * poses in the picture; of those tried on the demo clip, 40 is the smoothest that leaves the mean error as it was.
   */
  beta: 40,
  /** Hz; the cutoff for the speed, the paper's default. */
  speedCutoff: 1,
  /** Seconds after which the filter begins anew, rather than drag someone along from where they were before. */
  longestGap: 0.25,
} as const;

/** Coordinates after filtering, and how they move. Plain JSON. */
export interface Smoothed {
  /** Seconds. */
  time: number;
  /** Pixels. */
  values: readonly number[];
  /** Pixels a second. */
  speeds: readonly number[];
}

/** Coordinates at a time. */
export interface Measured {
  /** Seconds. */
  time: number;
  /** Pixels. */
  values: ArrayLike<number>;
  /** Size of the person in pixels. */
  size: number;
}

/** The next coordinates. @param last undefined when the person is new. */
export function smooth(last: Smoothed | undefined, next: Measured): Smoothed {
  const { time, size } = next;
  const seconds = last === undefined ? 0 : time - last.time;
  const measured = Array.from(next.values);
  if (last === undefined || seconds <= 0 || seconds > ONE_EURO.longestGap) {
    return { time, values: measured, speeds: measured.map(() => 0) };
  }
  const speedShare = shareOf(ONE_EURO.speedCutoff, seconds);
  const speeds = last.speeds.map((speed, index) => {
    const seen = ((measured[index] as number) - (last.values[index] as number)) / seconds;
    return mix(speed, seen, speedShare);
  });
  const values = last.values.map((value, index) => {
    const cutoff = ONE_EURO.leastCutoff + (ONE_EURO.beta * Math.abs(speeds[index] as number)) / size;
    return mix(value, measured[index] as number, shareOf(cutoff, seconds));
  });
  return { time, values, speeds };
}

/** The share of a new value in a low-pass filter of this cutoff (Hz), after some seconds. */
function shareOf(cutoff: number, seconds: number): number {
  return 1 / (1 + 1 / (2 * Math.PI * cutoff * seconds));
}

function mix(from: number, to: number, share: number): number {
  return from + share * (to - from);
}
