/** The way of a video through the worker: decoded, estimated, drawn, encoded and written, all at once. */
import { KEYPOINT_SETS, type KeypointSet } from '../../core/keypoint-sets.ts';
import { type DecodeReport, decodeFrames, type FrameDecoder } from '../../media/frame-decoder.ts';
import { PosePainter } from '../draw/draw-poses.ts';
import { colourMatrix } from '../frames/colour.ts';
import { FramePool, type PooledFrame } from '../frames/frame-pool.ts';
import { i420, i420Bytes, type PictureFormat } from '../frames/i420.ts';
import { ChunkSequence } from './chunk-sequence.ts';
import { DecodeClock } from './decode-clock.ts';
import { EarlierWork } from './earlier-work.ts';
import { type FrameInWork, type FramesInWork, framesInWork } from './frames-in-work.ts';
import { PeopleInOrder } from './people-in-order.ts';
import { unlessAborted } from './unless-aborted.ts';
import type { Pace, ProcessedVideo, VideoJob } from './video-job.ts';

/**
 * Processes a video.
 *
 * @throws the reason of the signal when it is aborted, `FrameUnknown` when decoding must begin at the start after
 * all, Error when a stage fails.
 */
export async function processVideo(job: VideoJob): Promise<ProcessedVideo> {
  return await new VideoRun(job).run();
}

/** Windows of a run, at most. */
const WINDOWS_A_RUN = 2 ** 32;
let runs = 0;

function nextFirstWindow(): number {
  return runs++ * WINDOWS_A_RUN;
}

/** One run of a video through the stages. */
class VideoRun {
  readonly #job: VideoJob;
  readonly #pool: FramePool;
  readonly #format: PictureFormat;
  readonly #earlier: EarlierWork;
  readonly #people: PeopleInOrder;
  readonly #painter: PosePainter | undefined;
  readonly #firstWindow = nextFirstWindow();
  #frames: number;

  constructor(job: VideoJob) {
    this.#job = job;
    this.#pool = new FramePool(job.frames, i420Bytes(job.width, job.height), job.memory);
    const matrix = colourMatrix(job.probe.colour.space);
    this.#format = { width: job.width, height: job.height, matrix };
    const set: KeypointSet = KEYPOINT_SETS[job.keypointSet];
    this.#earlier = new EarlierWork(job);
    this.#people = new PeopleInOrder(job, set, this.#earlier);
    this.#painter = job.drawing && new PosePainter(set, job.drawing.keypointThreshold, matrix);
    this.#frames = this.#earlier.framesDone;
  }

  async run(): Promise<ProcessedVideo> {
    this.#job.signal.throwIfAborted();
    this.#job.onBegin(this.#frames);
    const begun = performance.now();
    const clock = new DecodeClock();
    const acquire = () => clock.holdBack(this.#pool.acquire());
    const decoder = await decodeFrames({ ...this.#job, acquire, release: this.#pool.release });
    const chunks = this.#sequence(decoder);
    try {
      await this.#work(decoder, chunks, clock);
    } catch (error) {
      chunks.stop();
      throw error;
    } finally {
      decoder.stop();
    }
    const seconds = (performance.now() - begun) / 1000;
    const decode = await decoder.report;
    // Of a run that went wrong nobody knows who still reads what.
    this.#pool.close();
    return this.#outcome(chunks, decode, { seconds, ...this.#millisecondsPerFrame(clock, decode) });
  }

  #sequence(decoder: FrameDecoder<PooledFrame>): ChunkSequence {
    const [job, earlier, people, { release }] = [this.#job, this.#earlier, this.#people, this.#pool];
    return new ChunkSequence({ job, earlier, people, decoder, release });
  }

  #outcome({ chunks }: ChunkSequence, decode: DecodeReport, pace: Pace): ProcessedVideo {
    return {
      chunks,
      frames: chunks.reduce((sum, { times }) => sum + times.length, 0),
      framesBefore: this.#earlier.framesDone,
      chunksBefore: this.#earlier.done.length,
      instances: chunks.reduce((sum, { instances }) => sum + instances, 0),
      tracks: this.#people.tracks,
      decode,
      decoding: this.#job.decoding ?? 'software',
      pace,
    };
  }

  #millisecondsPerFrame(clock: DecodeClock, { decoded }: DecodeReport): Omit<Pace, 'seconds'> {
    const decodedNow = decoded - (this.#job.start?.after?.decoded ?? 0);
    return {
      decodeMs: decodedNow === 0 ? null : clock.milliseconds / decodedNow,
      inferenceMs: this.#job.inference.millisecondsPerFrame ?? null,
    };
  }

  /** Estimation runs ahead of writing as far as the pool has buffers. */
  async #work(decoder: FrameDecoder<PooledFrame>, chunks: ChunkSequence, clock: DecodeClock): Promise<void> {
    const [job, format, earlier, { release }] = [this.#job, this.#format, this.#earlier, this.#pool];
    const firstWindow = this.#firstWindow;
    const inWork = framesInWork(decoder, { job, format, earlier, firstWindow, release });
    void inWork.handedOver.then(() => clock.stop());
    await unlessAborted(this.#writeAll(inWork, chunks), job.signal, inWork.stop);
  }

  async #writeAll({ frames }: FramesInWork, chunks: ChunkSequence): Promise<void> {
    for await (const next of frames) await this.#write(next, chunks);
    await chunks.finish();
  }

  /** Nobody may wait for this any more when it comes to its end; then it must not tell of a frame. */
  async #write(next: FrameInWork, chunks: ChunkSequence): Promise<void> {
    await chunks.enter(next.frame.index);
    const people = await this.#people.next(next);
    this.#job.signal.throwIfAborted();
    this.#painter?.paint(i420(next.frame.buffer.shared, this.#format), people.instances);
    await chunks.add(next.frame, people);
    this.#job.signal.throwIfAborted();
    this.#frames += 1;
    this.#job.onFrame(this.#frames);
  }
}
