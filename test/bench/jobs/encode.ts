/** Encodes a video's frames as the worker does, a chunk at a time; they lie in memory before the clock starts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPTION_DEFAULTS } from '../../../core/task-options.ts';
import { chunkFrames } from '../../../gpu-worker/pipeline/chunk-plan.ts';
import { drawnFormat } from '../../../gpu-worker/task/estimate-poses.ts';
import { probeVideo } from '../../../media/probe.ts';
import { encodeSegment, type SegmentFormat } from '../../../media/segment-encoder.ts';
import { type Effort, measure, sumOf } from '../cpu-time.ts';
import { framesOf } from '../frames-of.ts';
import { answerJob } from './job.ts';

/** What to encode: all frames of a video. */
export interface EncodeJob {
  file: string;
}

await answerJob<EncodeJob, Effort>(async ({ file }) => {
  const folder = await mkdtemp(join(tmpdir(), 'posefleet-bench-'));
  try {
    return await encodeChunks(file, join(folder, 'segment.mp4'));
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function encodeChunks(file: string, segment: string): Promise<Effort> {
  const probe = await probeVideo(file);
  const most = chunkFrames(probe.frameRate, OPTION_DEFAULTS.detect_every);
  const efforts: Effort[] = [];
  const chunk: Buffer[] = [];
  for await (const frame of framesOf(file)) {
    chunk.push(Buffer.from(frame.bytes));
    if (chunk.length < most) continue;
    efforts.push(await measure(() => encodeChunk(chunk, segment, drawnFormat(probe))));
    chunk.length = 0;
  }
  if (chunk.length > 0) efforts.push(await measure(() => encodeChunk(chunk, segment, drawnFormat(probe))));
  return sumOf(efforts);
}

async function encodeChunk(chunk: readonly Buffer[], file: string, format: SegmentFormat): Promise<void> {
  const encoder = await encodeSegment(file, format);
  for (const bytes of chunk) await encoder.write(bytes);
  await encoder.finish();
}
