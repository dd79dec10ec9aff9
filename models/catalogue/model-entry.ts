/** What the catalogue says of a model. Plain data: nothing here reaches for a file or a heavy library. */
import type { ModelContract } from './model-contract.ts';
import type { ModelSource } from './model-source.ts';

/** How a model finds people: by itself, within boxes that something else found, or only boxes. */
export type ModelTask = 'one-stage' | 'top-down' | 'detector';

/** Models that share input, output and decoding, so that a new one of a family needs no code. */
export const MODEL_FAMILIES = [
  'movenet',
  'vitpose',
  'rtmpose',
  'rtmw',
  'dwpose',
  'rtmo',
  'yolox',
  'rtmdet',
] as const;
/** Name of a family. */
export type ModelFamily = (typeof MODEL_FAMILIES)[number];

/** A model that the catalogue knows by name. */
export interface ModelEntry {
  /** Name in requests and in the names of result files. */
  name: string;
  /** Other names that find it. No alias is used twice. */
  aliases: readonly string[];
  family: ModelFamily;
  task: ModelTask;
  /** What it is, for people. */
  title: string;
  /** Name of the detector that gives boxes to a top-down model when a request brings and names none. */
  detector?: string;
  /** The most people that it finds in an image, of a model that finds people by itself; absent: no limit. */
  mostPeople?: number;
  file: ModelFile;
  source: ModelSource;
  licence: ModelLicence;
  contract: ModelContract;
}

/** The ONNX file that is run. */
export interface ModelFile {
  /**
   * Lower-case hexadecimal SHA-256 of the file. Absent where nobody has published it: then it is recorded at the first
   * pull and enforced from then on.
   */
  sha256?: string;
  /** Size of the file; absent where it is not known. */
  bytes?: number;
}

/** Under which terms the weights may be used. */
export interface ModelLicence {
  /** SPDX identifier of the weights' licence. */
  weights: string;
  /** SPDX identifier of the licence of the package that carries them. */
  carrier: string;
  /** Who made the weights. */
  author: string;
}
