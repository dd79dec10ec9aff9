/** Makes small videos with ffmpeg's own test sources, for tests that need a certain kind of file. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type FfmpegPrograms,
  ffmpegCommand,
  findFfmpegPrograms,
  npmFfmpegPrograms,
  runFfmpeg,
} from '../../media/ffmpeg.ts';

/** The ffmpegs that are at hand: npm's, and this machine's own where there is one. */
export function ffmpegsAtHand(): { name: string; programs: FfmpegPrograms }[] {
  const npm = npmFfmpegPrograms();
  const own = findFfmpegPrograms();
  if (own.ffmpeg !== npm.ffmpeg)
    return [
      { name: 'npm', programs: npm },
      { name: 'system', programs: own },
    ];
  if (process.env.CI === 'true') throw new Error('CI must test with a system ffmpeg as well. Install one.');
  return [{ name: 'npm', programs: npm }];
}

/** A new temporary folder. */
export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'posefleet-test-'));
}

/** What to make. */
export interface MediaRecipe {
  file: string;
  /** ffmpeg's source of pictures. @default a test picture of 2 s */
  picture?: string;
  /** ffmpeg's source of sound; none when absent. */
  sound?: string;
  /** Options of the output. */
  options: readonly string[];
  programs?: FfmpegPrograms;
}

/** Makes a video from sources; npm's ffmpeg makes it unless told otherwise, so that every machine has it. */
export async function makeMedia(recipe: MediaRecipe): Promise<string> {
  const { file, picture = 'testsrc=size=320x240:rate=25:duration=2', sound, options } = recipe;
  const command = ffmpegCommand(recipe.programs ?? npmFfmpegPrograms());
  command.input(picture).inputOptions(['-f', 'lavfi']);
  if (sound !== undefined) command.input(sound).inputOptions(['-f', 'lavfi']);
  await runFfmpeg(command.outputOptions([...options]).output(file));
  return file;
}

/** Makes a video of another one, without decoding it unless the options say so. */
export async function remakeMedia(
  source: string,
  file: string,
  { before = [], after }: { before?: readonly string[]; after: readonly string[] },
  programs: FfmpegPrograms = npmFfmpegPrograms(),
): Promise<string> {
  const command = ffmpegCommand(programs)
    .input(source)
    .inputOptions([...before]);
  await runFfmpeg(command.outputOptions([...after]).output(file));
  return file;
}
