/** The way of a video through the worker: decoded, estimated, drawn, encoded and written, all at once. */
import { Readable } from 'node:stream';
import { KEYPOINT_SETS, type KeypointSet, type KeypointSetName } from '../../core/keypoint-sets.ts';
import type { Smoothing } from '../../core/task-options.ts';
import type { FfmpegPrograms } from '../../media/ffmpeg.ts';
import {
  type DecodedFrame,
  type DecodeReport,
  type DecodeRequest,
  decodeFrames,
  type FrameDecoder,
} from '../../media/frame-decoder.ts';
import type { SegmentFormat } from '../../media/segment-encoder.ts';
import type { BoxesByFrame } from '../boxes/read-boxes.ts';
import { PosePainter } from '../draw/draw-poses.ts';
import { colourMatrix } from '../frames/colour.ts';
import { FramePool, type PooledFrame } from '../frames/frame-pool.ts';
import { i420, i420Bytes, type PictureFormat } from '../frames/i420.ts';
import type { InferencePool } from '../inference/inference-pool.ts';
import type { Instance } from '../instance.ts';
import { frameLine } from '../predictions/frame-line.ts';
import { OrderedPass } from '../tracks/ordered-pass.ts';
import { chunkFrames } from './chunk-plan.ts';
import { ChunkWriter, type FinishedChunk } from './chunk-writer.ts';
import { DecodeClock } from './decode-clock.ts';

/** What to do with a video. */
export interface VideoJob extends Omit<DecodeRequest<PooledFrame>, 'acquire' | 'release'> {
  /** Frames in a window. */
  detectEvery: number;
  /** Name of the model's keypoint set. */
  keypointSet: KeypointSetName;
  /** Threads that estimate the poses; they are not stopped here. */
  inference: InferencePool;
  /** The caller's boxes, in place of a detector. */
  boxes?: BoxesByFrame;
  /** How keypoints are smoothed along each track. */
  smoothing: Smoothing;
  /** How the drawn video is made; undefined when nothing is drawn. */
  drawing?: { format: SegmentFormat; keypointThreshold: number };
  /** Number of frames that are held at once; see `poolSize`. */
  frames: number;
  /** Folder for the chunks' files. */
  folder: string;
  /** Told after each frame how many are done. */
  onFrame(done: number): void;
  signal: AbortSignal;
  programs: FfmpegPrograms;
}

/** What came of it. */
export interface ProcessedVideo {
  chunks: FinishedChunk[];
  /** Frames that were selected, estimated and written. */
  frames: number;
  /** People found, added up over the frames. */
  instances: number;
  /** Different people among them, as far as they could be followed. */
  tracks: number;
  decode: DecodeReport;
  pace: Pace;
}

/** How fast it went. */
export interface Pace {
  /** Seconds from the decoder's start to the last frame written. */
  seconds: number;
  /** Milliseconds a decoded frame for which all else waited for the decoder; null when nothing was decoded. */
  decodeMs: number | null;
  /** Milliseconds for which a thread worked on a frame; null when there was none. */
  inferenceMs: number | null;
}

interface FrameInWork {
  frame: DecodedFrame<PooledFrame>;
  poses: Promise<Instance[]>;
}

/**
 * Processes a video.
 *
 * @throws the reason of the signal when it is aborted, `FrameUnknown` when decoding must begin at the start after
 * all, Error when a stage fails.
 */
export async function processVideo(job: VideoJob): Promise<ProcessedVideo> {
  const pool = new FramePool(job.frames, i420Bytes(job.width, job.height));
  return await new VideoRun(job, pool).run();
}

/** One run of a video through the stages. */
class VideoRun {
  readonly #job: VideoJob;
  readonly #pool: FramePool;
  readonly #format: PictureFormat;
  readonly #painter: PosePainter | undefined;
  readonly #people: OrderedPass;
  readonly #chunkFrames: number;
  readonly #chunks: FinishedChunk[] = [];
  #writer: { number: number; chunk: ChunkWriter } | undefined;
  #frames = 0;
  #instances = 0;

  constructor(job: VideoJob, pool: FramePool) {
    this.#job = job;
    this.#pool = pool;
    const matrix = colourMatrix(job.probe.colour.space);
    this.#format = { width: job.width, height: job.height, matrix };
    const set: KeypointSet = KEYPOINT_SETS[job.keypointSet];
    const { drawing } = job;
    this.#painter =
      drawing === undefined ? undefined : new PosePainter(set, drawing.keypointThreshold, matrix);
    this.#people = new OrderedPass({ sigmas: set.sigmas, smoothing: job.smoothing });
    this.#chunkFrames = chunkFrames(job.probe.frameRate, job.detectEvery);
  }

  async run(): Promise<ProcessedVideo> {
    this.#job.signal.throwIfAborted();
    const { release } = this.#pool;
    const begun = performance.now();
    const clock = new DecodeClock();
    const acquire = () => clock.holdBack(this.#pool.acquire());
    const decoder = await decodeFrames({ ...this.#job, acquire, release });
    try {
      await this.#work(decoder, clock);
    } catch (error) {
      this.#writer?.chunk.stop();
      throw error;
    } finally {
      decoder.stop();
    }
    const seconds = (performance.now() - begun) / 1000;
    const decode = await decoder.report;
    return {
      chunks: this.#chunks,
      frames: this.#frames,
      instances: this.#instances,
      tracks: this.#people.tracks,
      decode,
      pace: { seconds, ...this.#millisecondsPerFrame(clock, decode) },
    };
  }

  #millisecondsPerFrame(clock: DecodeClock, { decoded }: DecodeReport): Omit<Pace, 'seconds'> {
    return {
      decodeMs: decoded === 0 ? null : clock.milliseconds / decoded,
      inferenceMs: this.#job.inference.millisecondsPerFrame ?? null,
    };
  }

  /** Estimation runs ahead of writing as far as the pool has buffers. */
  async #work(decoder: FrameDecoder<PooledFrame>, clock: DecodeClock): Promise<void> {
    const { signal } = this.#job;
    const inWork = new Readable({ objectMode: true, highWaterMark: Number.MAX_SAFE_INTEGER, read: () => {} });
    const stop = () => inWork.destroy(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    // The decoder took its time to start.
    if (signal.aborted) stop();
    const estimating = this.#estimate(decoder, inWork).finally(() => clock.stop());
    try {
      for await (const { frame, poses } of inWork as AsyncIterable<FrameInWork>)
        await this.#write(frame, await poses);
      await estimating;
      await this.#finishChunk();
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Hands each frame to the threads as soon as it is decoded; their order is kept by `inWork`. */
  async #estimate(decoder: FrameDecoder<PooledFrame>, inWork: Readable): Promise<void> {
    const { boxes, detectEvery, inference } = this.#job;
    try {
      for await (const frame of decoder.frames) {
        const window = Math.floor(frame.index / detectEvery);
        const task = boxes === undefined ? { window } : { window, hints: boxes(frame.index) };
        const poses = inference.run(frame.buffer.shared, this.#format, task);
        // A failure is told where the frame is awaited.
        poses.catch(() => {});
        inWork.push({ frame, poses } satisfies FrameInWork);
      }
      inWork.push(null);
    } catch (error) {
      inWork.destroy(error as Error);
    }
  }

  async #write({ index, time, buffer }: DecodedFrame<PooledFrame>, found: Instance[]): Promise<void> {
    const chunk = await this.#chunkFor(index);
    const instances = this.#people.follow(found, time);
    this.#painter?.paint(i420(buffer.shared, this.#format), instances);
    await chunk.add({ time, line: frameLine(index, time, instances), buffer });
    this.#frames += 1;
    this.#instances += instances.length;
    this.#job.onFrame(this.#frames);
  }

  async #chunkFor(index: number): Promise<ChunkWriter> {
    const number = Math.floor(index / this.#chunkFrames);
    if (this.#writer?.number !== number) {
      await this.#finishChunk();
      const { folder, drawing, programs } = this.#job;
      const options = { folder, format: drawing?.format, programs, release: this.#pool.release };
      this.#writer = { number, chunk: await ChunkWriter.begin(number, options) };
    }
    return this.#writer.chunk;
  }

  async #finishChunk(): Promise<void> {
    if (this.#writer === undefined) return;
    this.#chunks.push(await this.#writer.chunk.finish());
    this.#writer = undefined;
  }
}
