/** Models that are at hand as files, with what is needed to run them. Passed to threads as plain data. */
import type { KeypointSetName } from '../../core/keypoint-sets.ts';
import type { ModelContract } from '../../models/catalogue.ts';

/** A network whose file is at hand. */
export interface LoadedNetwork {
  name: string;
  /** SHA-256 of the file, in hexadecimal. */
  sha256: string;
  path: string;
  contract: ModelContract;
}

/** What estimates the poses of a task. */
export interface LoadedModel {
  /** Name in the catalogue. */
  name: string;
  /** The keypoint set; absent when a detector alone is run. */
  keypointSet?: KeypointSetName;
  task: 'one-stage' | 'top-down';
  pose: LoadedNetwork;
  /** Finds the people for a top-down model; absent when the caller gives the boxes. */
  detector?: LoadedNetwork;
}
