/** The models that the bench measures. */
import type { LoadedModel } from '../../gpu-worker/inference/loaded-model.ts';
import { loadModel } from '../../gpu-worker/task/load-model.ts';
import { TINYPOSE } from './fixture-entries.ts';
import { NOT_SHARED, SHARED } from './shared.ts';

/** A model to measure. */
export interface Subject {
  /** For people. */
  title: string;
  /** Name of the model; undefined where its weights are not to be had. */
  name: string | undefined;
  /** Why not, then. */
  missing: string;
}

/** Each is measured by itself. */
export const SUBJECTS: readonly Subject[] = [
  {
    title: 'YOLOX-nano + TinyPose',
    name: SHARED === undefined ? undefined : TINYPOSE,
    missing: NOT_SHARED,
  },
  { title: 'MoveNet', name: 'movenet-multipose', missing: '' },
];

/** The networks of a model that can be measured. */
export function networksOf(name: string): Promise<LoadedModel> {
  return loadModel(name, false, {});
}
