/** Sends the video through the pipeline as the task's options say. */
import assert from 'node:assert/strict';
import { PosefleetError } from '../../core/errors.ts';
import { OPTION_DEFAULTS } from '../../core/task-options.ts';
import { evenSize } from '../../media/frame-decoder.ts';
import { type Decoding, tryHardwareDecoding } from '../../media/hardware-decoding.ts';
import type { VideoProbe } from '../../media/probe.ts';
import type { SegmentFormat } from '../../media/segment-encoder.ts';
import { poolSize } from '../frames/frame-pool.ts';
import { i420Bytes } from '../frames/i420.ts';
import { chunkFrames } from '../pipeline/chunk-plan.ts';
import type { ProcessedVideo } from '../pipeline/video-job.ts';
import { triesMediaHardware } from './media-hardware.ts';
import type { Source } from './open-source.ts';
import { type Chunks, type FreshJob, resumeVideo } from './resume-video.ts';
import { selectionOf } from './selection.ts';
import type { Inference } from './start-inference.ts';
import { decodeWarnings } from './warnings.ts';
import type { Work } from './work.ts';

/** Estimates the poses of what earlier attempts have left. @throws PosefleetError when no frame is decoded or selected. */
export async function estimatePoses(
  work: Work,
  source: Source,
  inference: Inference,
  chunks: Chunks,
): Promise<ProcessedVideo> {
  work.progress.enter('poses');
  const decoding = await decodingOf(work, source, inference);
  const job = { ...videoJob(work, source, inference, chunks), decoding };
  const processed = await resumeVideo(job, source, chunks);
  work.watch.lap('poses');
  if (processed.decode.decoded === 0) throw noFrames(processed);
  if (processed.frames === 0) throw noneSelected(source);
  const selection = selectionOf(work.record.options);
  const { frames, framesBefore, pace } = processed;
  work.measures.video = {
    frames,
    framesBefore,
    pace,
    videoSeconds: videoSeconds(processed, source, selection.stride),
  };
  work.warnings.push(...decodeWarnings(processed, source, selection));
  return processed;
}

/** A GPU's decoder where it takes this very file. */
async function decodingOf({ programs }: Work, { file }: Source, { provider }: Inference): Promise<Decoding> {
  return triesMediaHardware(provider) ? await tryHardwareDecoding(file, programs) : 'software';
}

/** Seconds from the first selected frame to the end of the last; the header's word on the duration may be wrong. */
function videoSeconds({ chunks }: ProcessedVideo, { probe }: Source, stride: number): number {
  const [first = 0, last = 0] = [chunks[0]?.times[0], chunks.at(-1)?.times.at(-1)];
  return last - first + (stride * probe.frameRate.den) / probe.frameRate.num;
}

/** The format of the drawn video of a source. */
export function drawnFormat(probe: VideoProbe): SegmentFormat {
  const { frameRate, pixelAspect, colour } = probe;
  return { ...evenSize(probe), frameRate, pixelAspect, colour };
}

function videoJob(
  work: Work,
  { file, probe, boxes }: Source,
  { model, pool, memory }: Inference,
  { encoder }: Chunks,
): FreshJob {
  const { folder, progress, programs, signal } = work;
  const { options } = work.record;
  const { keypointSet } = model;
  assert(keypointSet !== undefined, 'The API lets no detector alone be asked for.');
  const size = evenSize(probe);
  const detectEvery = options.detect_every ?? OPTION_DEFAULTS.detect_every;
  const keypointThreshold = options.keypoint_threshold ?? OPTION_DEFAULTS.keypoint_threshold;
  return {
    file,
    probe,
    ...size,
    selection: selectionOf(options),
    detectEvery,
    chunkFrames: chunkFrames(probe.frameRate, detectEvery),
    keypointSet,
    inference: pool,
    ...(boxes === undefined ? {} : { boxes }),
    smoothing: options.smoothing ?? OPTION_DEFAULTS.smoothing,
    ...(encoder && { drawing: { format: { ...drawnFormat(probe), encoder }, keypointThreshold } }),
    frames: poolSize(i420Bytes(size.width, size.height), pool.framesAtOnce, pool.framesInReach(detectEvery)),
    memory,
    folder,
    onBegin: (before) => progress.resume(before),
    onFrame: (done) => progress.frames(done),
    signal,
    programs,
  };
}

function noFrames({ decode }: ProcessedVideo): PosefleetError {
  const reason = decode.complaints[0] ?? decode.end.message;
  return new PosefleetError(
    'video_unreadable',
    `No frame of the video could be decoded. ffmpeg says: ${reason}`,
  );
}

function noneSelected({ probe, table }: Source): PosefleetError {
  const length = probe.duration === null ? '' : ` and lasts ${probe.duration} s`;
  return new PosefleetError(
    'range_empty',
    `No frame lies between start_seconds and end_seconds; the video has ${table.frames} frames${length}.`,
  );
}
