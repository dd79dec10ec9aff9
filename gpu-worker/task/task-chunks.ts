/** A task's finished chunks: those of earlier attempts, and those that this one saves for the next. */
import { createRequire } from 'node:module';
import { chunksPrefix } from '../../core/places.ts';
import { OPTION_DEFAULTS } from '../../core/task-options.ts';
import { ffmpegVersion } from '../../media/ffmpeg-version.ts';
import posefleet from '../../package.json' with { type: 'json' };
import { chunkKey } from '../chunks/chunk-key.ts';
import { ChunkSaver } from '../chunks/chunk-saver.ts';
import { ChunkStore } from '../chunks/chunk-store.ts';
import { type FetchedChunks, fetchChunks } from '../chunks/fetch-chunks.ts';
import { findFinished } from '../chunks/find-finished.ts';
import type { ChunkManifest } from '../chunks/manifest.ts';
import { chunkFrames } from '../pipeline/chunk-plan.ts';
import { chooseEncoder, type Encoder } from './choose-encoder.ts';
import { Interrupted } from './interruption.ts';
import type { FetchedSource } from './open-source.ts';
import type { Inference } from './start-inference.ts';
import type { Work } from './work.ts';

const require = createRequire(import.meta.url);
/** Before this one nobody has finished anything. */
const FIRST_ATTEMPT = '1-1';
/** Milliseconds for which an interrupted worker, which has 20 s in all, saves what is finished. */
const SAVING_MS = 10_000;
/** Milliseconds for which a worker that is done waits for what it is saving, so that this is removed as well. */
const FINISHING_MS = 5_000;
/** Milliseconds for which a worker that is done removes its chunks; the sweeper removes what is left. */
const REMOVING_MS = 10_000;

/** The chunks of a task at work. */
export class TaskChunks {
  /** What earlier attempts, of this run or another, have finished, in order. */
  readonly found: readonly ChunkManifest[];
  /** Settings by which this attempt encodes. */
  readonly encoder: Encoder;
  readonly #work: Work;
  readonly #store: ChunkStore;
  readonly #saver: ChunkSaver;

  private constructor(work: Work, store: ChunkStore, found: readonly ChunkManifest[], encoder: Encoder) {
    this.found = found;
    this.encoder = encoder;
    this.#work = work;
    this.#store = store;
    this.#saver = new ChunkSaver((chunk, signal) => store.save(chunk, encoder, signal));
  }

  /** The chunks of a task whose video and model are at hand. */
  static async open(work: Work, source: FetchedSource, inference: Inference): Promise<TaskChunks> {
    const { record, s3, resultsBucket: bucket, folder, signal } = work;
    const prefix = chunksPrefix(record.task_id, await keyOf(work, source, inference));
    const attempt = `${record.run}-${record.attempt}`;
    const store = new ChunkStore({ place: { s3, bucket, prefix }, folder, attempt });
    const found = attempt === FIRST_ATTEMPT ? [] : await findFinished(store, signal);
    return new TaskChunks(work, store, found, await chooseEncoder(work, source, inference));
  }

  /** Begins to bring chunks here. @throws ChunkLost when one is needed at once and cannot be had. */
  fetch(
    manifests: readonly ChunkManifest[],
    place: { folder: string; signal: AbortSignal },
  ): Promise<FetchedChunks> {
    return fetchChunks(this.#store, manifests, { ...place, encoder: this.encoder });
  }

  /** Saves a finished chunk beside the work. */
  get save(): ChunkSaver['add'] {
    return this.#saver.add;
  }

  /** The results are written: no chunk is needed any more. */
  async finish(): Promise<void> {
    await this.#saver.finish(FINISHING_MS);
  }

  /** The work is over, well or not: what is on its way is waited for only where the next attempt can use it. */
  async close(): Promise<void> {
    await this.#saver.close(this.#work.signal.reason instanceof Interrupted ? SAVING_MS : 0);
  }

  /** Removes the chunks of a task that is done, after `finish`. @throws Error when S3 refuses. */
  async remove(): Promise<void> {
    await this.#store.removeAll(AbortSignal.timeout(REMOVING_MS));
  }
}

async function keyOf(
  { record, programs }: Work,
  { versions: { video, boxes }, probe }: FetchedSource,
  { model, provider }: Inference,
): Promise<string> {
  const networks = model.detector === undefined ? [model.pose] : [model.pose, model.detector];
  const { options } = record;
  return chunkKey({
    video,
    ...(boxes === undefined ? {} : { boxes }),
    networks: networks.map(({ sha256, contract }) => ({ sha256, contract })),
    options,
    chunkFrames: chunkFrames(probe.frameRate, options.detect_every ?? OPTION_DEFAULTS.detect_every),
    provider,
    versions: {
      posefleet: posefleet.version,
      onnxruntime: (require('onnxruntime-node/package.json') as { version: string }).version,
      ffmpeg: await ffmpegVersion(programs),
    },
  });
}
