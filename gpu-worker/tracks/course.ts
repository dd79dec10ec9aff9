/** One coordinate that moves evenly, as a Kalman filter of two states: value and speed. */
import { PARAMETERS } from './parameters.ts';

const { positionDeviation, speedDeviation, frameRate } = PARAMETERS;

/** What is believed of a coordinate. Plain JSON. */
export interface Course {
  /** Pixels. */
  value: number;
  /** Pixels a second. */
  speed: number;
  /** Variance of the value, covariance of both, variance of the speed. */
  variance: readonly [value: number, both: number, speed: number];
}

/**
 * A coordinate that was seen for the first time, at rest: ByteTrack begins with 2 and 10 times the deviations.
 *
 * @param size the person's width or height in pixels, by which deviations are measured.
 */
export function beginCourse(value: number, size: number): Course {
  const variance = [
    (2 * positionDeviation * size) ** 2,
    0,
    (10 * speedDeviation * frameRate * size) ** 2,
  ] as const;
  return { value, speed: 0, variance };
}

/** Where the coordinate is after some seconds. Uncertainty grows as if 30 frames a second had gone by unseen. */
export function continueCourse({ value, speed, variance }: Course, size: number, seconds: number): Course {
  const [ofValue, ofBoth, ofSpeed] = variance;
  const frames = seconds * frameRate;
  return {
    value: value + speed * seconds,
    speed,
    variance: [
      ofValue + 2 * seconds * ofBoth + seconds ** 2 * ofSpeed + frames * (positionDeviation * size) ** 2,
      ofBoth + seconds * ofSpeed,
      ofSpeed + frames * (speedDeviation * frameRate * size) ** 2,
    ],
  };
}

/** Corrects a coordinate by what was seen at that very time. */
export function correctCourse({ value, speed, variance }: Course, size: number, seen: number): Course {
  const [ofValue, ofBoth, ofSpeed] = variance;
  const innovation = ofValue + (positionDeviation * size) ** 2;
  const [gain, speedGain] = [ofValue / innovation, ofBoth / innovation];
  const surprise = seen - value;
  return {
    value: value + gain * surprise,
    speed: speed + speedGain * surprise,
    variance: [(1 - gain) * ofValue, (1 - gain) * ofBoth, ofSpeed - speedGain * ofBoth],
  };
}
