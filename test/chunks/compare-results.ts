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
