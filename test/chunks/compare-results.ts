/** Compares the results of two tasks: frame by frame, packet by packet. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { parseS3Address } from '../../core/places.ts';
import type { TaskResult } from '../../core/task.ts';
import { findFfmpegPrograms } from '../../media/ffmpeg.ts';

const run = promisify(execFile);

/** A task's results on this machine. */
export interface Results {
  predictions: string;
  /** `run.json`, read. */
  run: Record<string, unknown>;
  /** The drawn video's file; undefined when there is none. */
  video: string | undefined;
}

/** Downloads results; files are written into the folder. */
export async function fetchResults(
  s3: S3Client,
  { predictions_file, visualization_file, run_file }: TaskResult,
  folder: string,
): Promise<Results> {
  const predictions = (await objectOf(s3, predictions_file)).toString();
  const run = JSON.parse((await objectOf(s3, run_file)).toString());
  if (visualization_file === null) return { predictions, run, video: undefined };
  const video = join(folder, `${randomUUID()}.mp4`);
  await writeFile(video, await objectOf(s3, visualization_file));
  return { predictions, run, video };
}

/** Asserts that both have the same predictions, the same pictures and sound packets at the same times. */
export async function assertSameResults(actual: Results, expected: Results): Promise<void> {
  assert.equal(actual.predictions, expected.predictions);
  assert.deepEqual([actual.run.frames, actual.run.tracks], [expected.run.frames, expected.run.tracks]);
  if (expected.video === undefined || actual.video === undefined) {
    assert.equal(actual.video, expected.video);
    return;
  }
  assert.deepEqual(await hashes(actual.video), await hashes(expected.video));
}

/** Pixels by which keypoints may differ between a video in chunks and in one piece. */
const KEYPOINT_PIXELS = 0.5;

/** As a predictions file has it. */
interface PosedFrame {
  frame_id: number;
  timestamp: number;
  instances: { keypoints: [number, number][]; track_id: number }[];
}

/**
 * Asserts that both have the same frames, people and tracks at the same times, and keypoints in the same places; pictures
 * at the same times, which another cut into chunks has the encoder write otherwise; the same sound.
 */
export async function assertSamePoses(actual: Results, expected: Results): Promise<void> {
  const [ours, theirs] = [actual, expected].map(
    ({ predictions }) => JSON.parse(predictions) as PosedFrame[],
  ) as [PosedFrame[], PosedFrame[]];
  const outline = (frames: PosedFrame[]) =>
    frames.map(({ frame_id, timestamp, instances }) => [
      frame_id,
      timestamp,
      instances.map((one) => one.track_id),
    ]);
  assert.deepEqual(outline(ours), outline(theirs));
  assert.ok(largestDistance(ours, theirs) <= KEYPOINT_PIXELS);
  assert.equal(actual.video === undefined, expected.video === undefined);
  if (actual.video !== undefined && expected.video !== undefined)
    assert.deepEqual(await packetTimes(actual.video), await packetTimes(expected.video));
}

/** The farthest that two keypoints lie apart, in pixels. */
function largestDistance(ours: readonly PosedFrame[], theirs: readonly PosedFrame[]): number {
  const points = (frames: readonly PosedFrame[]) =>
    frames.flatMap(({ instances }) => instances.flatMap(({ keypoints }) => keypoints));
  const others = points(theirs);
  return points(ours).reduce((most, [x, y], index) => {
    const [otherX, otherY] = others[index] as [number, number];
    return Math.max(most, Math.hypot(x - otherX, y - otherY));
  }, 0);
}

/** Of pictures their times, of sound packets all. */
async function packetTimes(file: string): Promise<string[]> {
  return (await hashes(file)).map((line) =>
    line.startsWith('0,') ? line.replace(/,[^,]*,[^,]*$/, '') : line,
  );
}

/** Hashes of a video's decoded pictures and of its sound packets, each with its time. */
export async function hashes(file: string): Promise<string[]> {
  const options = [
    '-v',
    'error',
    '-i',
    file,
    '-map',
    '0',
    '-c:a',
    'copy',
    '-f',
    'framehash',
    '-hash',
    'md5',
    '-',
  ];
  const { stdout } = await run(findFfmpegPrograms().ffmpeg, options, { maxBuffer: 1 << 26 });
  const lines = stdout.split('\n').filter((line) => /^\d/.test(line));
  assert.ok(lines.length > 0, `${file} has frames`);
  return lines;
}

async function objectOf(s3: S3Client, address: string): Promise<Buffer> {
  const location = parseS3Address(address);
  assert.ok(location);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: location.bucket, Key: location.key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}
