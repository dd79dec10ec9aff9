/** The weights of ../shared as models of their own, as a caller would add theirs: by an entry and a file. */
import { statSync } from 'node:fs';
import type { LoadedModel } from '../../gpu-worker/inference/loaded-model.ts';
import type { ModelEntry, ModelFamily } from '../../models/catalogue.ts';
import { tinyPoseAsRtmPose, tinyPoseAsVitPose } from '../accuracy/fixtures/fixture-models.ts';

/** PP-TinyPose under the ViTPose contract: heatmaps. */
export const TINYPOSE = 'fixture-tinypose-vitpose-contract';
/** The same weights behind RTMPose's outputs: SimCC. */
export const TINYPOSE_SIMCC = 'fixture-tinypose-simcc-contract';
/** Finds the people for both, by its name in the catalogue. */
export const DETECTOR = 'yolox-nano';

/** An entry and the file that it speaks of. */
export interface FixtureEntry {
  entry: ModelEntry;
  path: string;
}

/** The entries. @throws Error where ../shared is missing */
export function fixtureEntries(): FixtureEntry[] {
  return [fixture(tinyPoseAsVitPose(), 'vitpose'), fixture(tinyPoseAsRtmPose(), 'rtmpose')];
}

function fixture({ name, pose }: LoadedModel, family: ModelFamily): FixtureEntry {
  const { path, sha256, contract } = pose;
  const entry: ModelEntry = {
    name,
    aliases: [],
    family,
    task: 'top-down',
    title: `PP-TinyPose behind the tensors of another family (${family}), for tests alone`,
    detector: DETECTOR,
    file: { sha256, bytes: statSync(path).size },
    source: { kind: 'added', origin: 'weights that lie beside the project for its tests' },
    licence: { weights: 'Apache-2.0', carrier: 'Apache-2.0', author: 'PaddlePaddle' },
    contract,
  };
  return { entry, path };
}
