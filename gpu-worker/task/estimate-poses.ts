/** Sends the video through the pipeline as the task's options say. */
import assert from 'node:assert/strict';
import { PosefleetError } from '../../core/errors.ts';
import { OPTION_DEFAULTS } from '../../core/task-options.ts';
import { decodeStart } from '../../media/decode-start.ts';
import { evenSize } from '../../media/frame-decoder.ts';
import { FrameUnknown } from '../../media/frame-pairing.ts';
import type { VideoProbe } from '../../media/probe.ts';
import type { SegmentFormat } from '../../media/segment-encoder.ts';
import { poolSize } from '../frames/frame-pool.ts';
import { i420Bytes } from '../frames/i420.ts';
import { type ProcessedVideo, processVideo, type VideoJob } from '../pipeline/process-video.ts';
import type { Source } from './open-source.ts';
import { selectionOf } from './selection.ts';
import type { Inference } from './start-inference.ts';
import { decodeWarnings } from './warnings.ts';
import { isDrawn, type Work } from './work.ts';

/** Estimates the poses. @throws PosefleetError when no frame can be decoded, or none is selected. */
export async function estimatePoses(
  work: Work,
  source: Source,
  inference: Inference,
): Promise<ProcessedVideo> {
  work.progress.enter('poses');
  const processed = await processFromRange(videoJob(work, source, inference), source);
  work.watch.lap('poses');
  if (processed.decode.decoded === 0) throw noFrames(processed);
  if (processed.frames === 0) throw noneSelected(source);
  const selection = selectionOf(work.record.options);
  const { frames, pace } = processed;
  work.measures.video = { frames, pace, videoSeconds: videoSeconds(processed, source, selection.stride) };
  work.warnings.push(...decodeWarnings(processed, source, selection));
  return processed;
}

/** Seconds from the first selected frame to the end of the last; the header's word on the duration may be wrong. */
function videoSeconds({ chunks }: ProcessedVideo, { probe }: Source, stride: number): number {
  const [first = 0, last = 0] = [chunks[0]?.times[0], chunks.at(-1)?.times.at(-1)];
  return last - first + (stride * probe.frameRate.den) / probe.frameRate.num;
}

/** Begins shortly before the range, or at the start where that cannot be done. */
async function processFromRange(job: VideoJob, { table, probe }: Source): Promise<ProcessedVideo> {
  const start = decodeStart(table, probe, job.selection);
  try {
    return await processVideo(start === undefined ? job : { ...job, start });
  } catch (error) {
    if (!(error instanceof FrameUnknown)) throw error;
    return await processVideo(job);
  }
}

/** The format of the drawn video of a source. */
export function drawnFormat(probe: VideoProbe): SegmentFormat {
  const { frameRate, pixelAspect, colour } = probe;
  return { ...evenSize(probe), frameRate, pixelAspect, colour };
}

function videoJob(work: Work, { file, probe, boxes }: Source, { model, pool }: Inference): VideoJob {
  const { folder, threads, progress, programs, signal } = work;
  const { options } = work.record;
  const { keypointSet } = model;
  assert(keypointSet !== undefined, 'The API lets no detector alone be asked for.');
  const size = evenSize(probe);
  const keypointThreshold = options.keypoint_threshold ?? OPTION_DEFAULTS.keypoint_threshold;
  return {
    file,
    probe,
    ...size,
    selection: selectionOf(options),
    detectEvery: options.detect_every ?? OPTION_DEFAULTS.detect_every,
    keypointSet,
    inference: pool,
    ...(boxes === undefined ? {} : { boxes }),
    smoothing: options.smoothing ?? OPTION_DEFAULTS.smoothing,
    ...(isDrawn(work) ? { drawing: { format: drawnFormat(probe), keypointThreshold } } : {}),
    frames: poolSize(i420Bytes(size.width, size.height), threads),
    folder,
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
