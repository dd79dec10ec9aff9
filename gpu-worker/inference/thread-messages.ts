/** What the worker's main thread and its inference threads say to each other. */
import type { ColourMatrix } from '../frames/colour.ts';
import type { Instance } from '../instance.ts';
import type { PeopleLimits } from './estimator.ts';
import type { LoadedModel } from './loaded-model.ts';
import type { FrameTask } from './pose-pipeline.ts';

/** What a thread is started with. */
export interface ThreadSetup {
  model: LoadedModel;
  limits: PeopleLimits;
  matrix: ColourMatrix;
  /** Size of every frame in pixels. */
  width: number;
  height: number;
}

/** A frame to be looked at; its memory is shared, not copied. */
export interface FrameRequest {
  id: number;
  memory: SharedArrayBuffer;
  task: FrameTask;
}

/** What a thread answers: first that it is ready, then a frame's people or what went wrong. */
export type ThreadAnswer =
  | { type: 'ready' }
  | { type: 'frame'; id: number; instances: Instance[] }
  | { type: 'error'; id: number; error: Error };
