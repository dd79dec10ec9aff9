/** The worker's stages, each to be run alone: decoding, inference, drawing, encoding. */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { COCO_17 } from '../../core/keypoint-sets.ts';
import { OPTION_DEFAULTS } from '../../core/task-options.ts';
import { PosePainter } from '../../gpu-worker/draw/draw-poses.ts';
import { colourMatrix } from '../../gpu-worker/frames/colour.ts';
import { FramePool, type PooledFrame, poolSize } from '../../gpu-worker/frames/frame-pool.ts';
import { i420, i420Bytes, type PictureFormat } from '../../gpu-worker/frames/i420.ts';
import { InferencePool } from '../../gpu-worker/inference/inference-pool.ts';
import type { Instance } from '../../gpu-worker/instance.ts';
import { drawnFormat } from '../../gpu-worker/task/estimate-poses.ts';
import { loadModel } from '../../gpu-worker/task/load-model.ts';
import { decodeFrames, evenSize } from '../../media/frame-decoder.ts';
import { ALL_FRAMES } from '../../media/frame-selection.ts';
import { probeVideo, type VideoProbe } from '../../media/probe.ts';
import { encodeSegment } from '../../media/segment-encoder.ts';
import { temporaryFolder } from '../media/make-media.ts';

/** A video's frames, held in memory so that a stage finds all that it needs. */
export class StageWork implements AsyncDisposable {
  readonly #file: string;
  readonly #folder: string;
  readonly #probe: VideoProbe;
  readonly #format: PictureFormat;
  readonly #inference: InferencePool;
  readonly #frames: PooledFrame[] = [];
  #poses: Instance[][] = [];

  private constructor(file: string, folder: string, probe: VideoProbe, inference: InferencePool) {
    this.#file = file;
    this.#folder = folder;
    this.#probe = probe;
    this.#inference = inference;
    this.#format = { ...evenSize(probe), matrix: colourMatrix(probe.colour.space) };
  }

  /** Opens the model and decodes the video into memory: 1.5 bytes a pixel and frame. */
  static async begin(file: string, modelName: string): Promise<StageWork> {
    const model = await loadModel(modelName, false, {});
    const limits = { boxThreshold: OPTION_DEFAULTS.bbox_threshold, maxPeople: Number.POSITIVE_INFINITY };
    const inference = await InferencePool.start({ model, limits }, availableParallelism());
    const work = new StageWork(file, await temporaryFolder(), await probeVideo(file), inference);
    await work.#keepFrames();
    return work;
  }

  /** Number of frames. */
  get frames(): number {
    return this.#frames.length;
  }

  /** Decodes the video through a pool as the worker has one, and looks at nothing. */
  async decode(): Promise<void> {
    const bytes = this.#frameBytes();
    const pool = new FramePool(poolSize(bytes), bytes);
    assert.equal(await this.#decode(pool.acquire, pool.release), this.frames);
  }

  /** Estimates the poses of all frames, in as many threads as there are cores. */
  async estimate(): Promise<void> {
    this.#poses = await Promise.all(
      this.#frames.map(({ shared }, window) => this.#inference.run(shared, this.#format, { window })),
    );
  }

  /** Draws the poses into the frames. */
  draw(): void {
    const painter = new PosePainter(COCO_17, OPTION_DEFAULTS.keypoint_threshold, this.#format.matrix);
    this.#frames.forEach(({ shared }, index) => {
      painter.paint(i420(shared, this.#format), this.#poses[index] ?? []);
    });
  }

  /** Encodes the frames into a segment. */
  async encode(): Promise<void> {
    const encoder = await encodeSegment(join(this.#folder, 'segment.mp4'), drawnFormat(this.#probe));
    for (const { bytes } of this.#frames) await encoder.write(bytes);
    await encoder.finish();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inference.stop();
    await rm(this.#folder, { recursive: true });
  }

  async #keepFrames(): Promise<void> {
    const lend = async (): Promise<PooledFrame> => new FramePool(1, this.#frameBytes()).acquire();
    await this.#decode(lend, (frame) => this.#frames.push(frame));
  }

  async #decode(acquire: () => Promise<PooledFrame>, take: (frame: PooledFrame) => void): Promise<number> {
    const { width, height } = this.#format;
    const request = { file: this.#file, probe: this.#probe, width, height, selection: ALL_FRAMES };
    const decoder = await decodeFrames({ ...request, acquire, release: take });
    let count = 0;
    for await (const { buffer } of decoder.frames) {
      count += 1;
      take(buffer);
    }
    const { end } = await decoder.report;
    assert.ok(end.ok, end.message);
    return count;
  }

  #frameBytes(): number {
    return i420Bytes(this.#format.width, this.#format.height);
  }
}
