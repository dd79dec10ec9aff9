/** What an ffmpeg understands, since flags differ by version. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { FfmpegPrograms } from './ffmpeg.ts';

const run = promisify(execFile);
const known = new Map<string, Promise<string[]>>();

/** libavcodec of ffmpeg 5.1, which brought `-fps_mode` in place of `-vsync`. */
const FPS_MODE_SINCE: readonly [number, number] = [59, 37];

/** Options by which every decoded frame is written once, none dropped and none doubled. */
export function passthroughOptions({ ffmpeg }: FfmpegPrograms): Promise<string[]> {
  const options = known.get(ffmpeg) ?? readOptions(ffmpeg);
  known.set(ffmpeg, options);
  return options;
}

/** Versions of the ffmpegs that were asked before: a worker has many clips, and asking starts a process. */
const versions = new Map<string, Promise<string>>();

/** The version that an ffmpeg tells. */
export function ffmpegVersion({ ffmpeg }: FfmpegPrograms): Promise<string> {
  const version = versions.get(ffmpeg) ?? readVersion(ffmpeg);
  versions.set(ffmpeg, version);
  return version;
}

async function readVersion(ffmpeg: string): Promise<string> {
  const { stdout } = await run(ffmpeg, ['-hide_banner', '-version']);
  return /version (\S+)/.exec(stdout)?.[1] ?? 'unknown';
}

async function readOptions(ffmpeg: string): Promise<string[]> {
  const { stdout } = await run(ffmpeg, ['-hide_banner', '-version']);
  const [, major = '0', minor = '0'] = /libavcodec\s+(\d+)\.\s*(\d+)/.exec(stdout) ?? [];
  const [sinceMajor, sinceMinor] = FPS_MODE_SINCE;
  const hasFpsMode =
    Number(major) > sinceMajor || (Number(major) === sinceMajor && Number(minor) >= sinceMinor);
  return hasFpsMode ? ['-fps_mode', 'passthrough'] : ['-vsync', '0'];
}
