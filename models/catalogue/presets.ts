/** Pairs of a detector and a model under one name, and which detector a request gets. Data, and nothing that is heavy. */
import type { Preset, TaskOptions } from '../../core/task-options.ts';
import type { ModelEntry } from './model-entry.ts';

/** A detector and a model that go together, by their names in the catalogue. */
export interface PresetModels {
  detector: string;
  model: string;
}

/** The pairs of rtmlib's modes of the same names, for bodies of 17 keypoints. */
export const PRESET_MODELS: Readonly<Record<Preset, PresetModels>> = {
  performance: { detector: 'yolox-x', model: 'rtmpose-x' },
  balanced: { detector: 'yolox-m', model: 'rtmpose-m' },
  lightweight: { detector: 'yolox-tiny', model: 'rtmpose-s' },
};

/**
 * Name of what finds the people for a model: the one that the request names, else its preset's, else the model's own.
 * Undefined for models that find people by themselves, and for those that have no detector of their own.
 */
export function detectorOf(
  { detector, task }: Pick<ModelEntry, 'detector' | 'task'>,
  options: Pick<TaskOptions, 'detector' | 'preset'>,
): string | undefined {
  if (task !== 'top-down') return undefined;
  const preset = options.preset === undefined ? undefined : PRESET_MODELS[options.preset].detector;
  return options.detector ?? preset ?? detector;
}
