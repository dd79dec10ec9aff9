/** What the worker's main thread and its inference threads say to each other. */

import type { Provider } from '../../core/worker-settings.ts';
import type { PictureFormat } from '../frames/i420.ts';
import type { Instance } from '../instance.ts';
import type { PeopleLimits } from './estimator.ts';
import type { LoadedModel } from './loaded-model.ts';
import type { FrameTask } from './pose-pipeline.ts';
import type { ThreadError } from './thread-error.ts';

/** What a thread is started with. */
export interface ThreadSetup {
  model: LoadedModel;
  limits: PeopleLimits;
  /** Where the model runs. @default cpu */
  provider?: Provider;
  /** Threads of the CPU with which each session computes what runs there. @default 1 */
  sessionThreads?: number;
  /** As `Execution` has it. */
  batch?: number | undefined;
  /** Not zero when the threads are to stop: frames that still wait are not looked at. */
  stop: Int32Array<SharedArrayBuffer>;
}

/** The last message to a thread. A thread must not be ended while a model runs in it: the library would crash. */
export const STOP = 'stop';

/** A frame to be looked at; its memory is shared, not copied. */
export interface FrameRequest {
  id: number;
  memory: SharedArrayBuffer;
  format: PictureFormat;
  task: FrameTask;
}

/** What a thread answers: first that it is ready, then a frame's people or what went wrong. */
export type ThreadAnswer =
  | { type: 'ready' }
  /** `milliseconds`: for how long the thread worked since its last answer. */
  | { type: 'frame'; id: number; instances: Instance[]; milliseconds: number }
  | { type: 'error'; id: number; error: ThreadError }
  /** The model could not be opened; the thread ends. */
  | { type: 'failed'; error: ThreadError };
