/** What the readers make of a model's outputs: people and poses in pixels of the model's input. */
import type { Box } from '../instance.ts';
import type { Tensor } from './session.ts';

/** A pose. */
export interface RawPose {
  /** `[K, 2]`: x and y; 0 is the middle of the input's first pixel. */
  points: Float32Array;
  /** `[K]`. */
  scores: Float32Array;
}

/** A person whom a model found by itself. */
export interface RawPerson {
  /** Left, top, right, bottom; 0 is the outer edge of the input's first pixel. */
  box: Box;
  score: number;
  /** Absent for detectors. */
  pose?: RawPose;
}

/** Reads the pose of one crop. The tensors are those of the contract, in its order, without the batch's axis. */
export type ReadPose = (outputs: readonly Tensor[]) => RawPose;

/** Reads the people of one picture; who scores less than the threshold may be left out. Tensors as above. */
export type ReadPeople = (outputs: readonly Tensor[], threshold: number) => RawPerson[];
