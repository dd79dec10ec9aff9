/** Entries by where their file comes from. */
import type { ModelEntry, TfjsSource, UrlSource } from '../catalogue.ts';

/** A model in an npm package. */
export type TfjsModel = ModelEntry & { source: TfjsSource };

/** A model at an address. */
export type UrlModel = ModelEntry & { source: UrlSource };

/** Whether a model comes from an npm package. */
export function isTfjsModel(model: ModelEntry): model is TfjsModel {
  return model.source.kind === 'npm-tfjs';
}

/** Whether a model comes from an address. */
export function isUrlModel(model: ModelEntry): model is UrlModel {
  return model.source.kind === 'url';
}
