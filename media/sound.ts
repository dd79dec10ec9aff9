/** Takes the sound out of a video: copied where players of MP4 know the codec, else made AAC. */
import { rm } from 'node:fs/promises';
import { type FfmpegPrograms, ffmpegCommand, findFfmpegPrograms, runFfmpeg } from './ffmpeg.ts';
import { ffprobeLines, type ProbeOptions } from './ffprobe-lines.ts';
import type { SoundProbe } from './probe.ts';
import { inputName, UNTRUSTED_INPUT } from './untrusted-input.ts';

/** Codecs that are kept as they are. */
const COPIED_CODECS: readonly string[] = ['aac', 'mp3', 'opus'];
const AAC_BIT_RATE = '160k';
const FIRST_PACKET = [
  '-select_streams',
  'a:0',
  '-read_intervals',
  '%+#1',
  '-show_entries',
  'packet=pts_time',
  '-of',
  'csv=p=0',
];

/** Sound in a file of its own. */
export interface Sound {
  file: string;
  /** Whether the packets are the source's own. */
  copied: boolean;
  /** Time of the first packet (copied) or the first sample (made AAC) in the source, in seconds. */
  firstTime: number;
}

/**
 * Writes a video's first sound into `file`.
 *
 * @throws ToldNothing when ffmpeg or ffprobe was ended from outside; otherwise Error when ffmpeg cannot read or make it.
 */
export async function extractSound(
  source: string,
  probe: SoundProbe,
  file: string,
  { programs = findFfmpegPrograms(), signal }: { programs?: FfmpegPrograms; signal?: AbortSignal } = {},
): Promise<Sound> {
  const copied = COPIED_CODECS.includes(probe.codec);
  // Missing stretches become silence, so that sound and picture stay together.
  const codec = copied
    ? ['-c:a', 'copy']
    : ['-c:a', 'aac', '-b:a', AAC_BIT_RATE, '-af', 'aresample=async=1000'];
  const command = ffmpegCommand(programs)
    .input(inputName(source))
    .inputOptions(['-nostdin', '-loglevel', 'error', ...UNTRUSTED_INPUT])
    // The strictness is for Opus in MP4, which old versions call experimental.
    .outputOptions(['-map', '0:a:0', '-vn', '-sn', '-dn', ...codec, '-strict', '-2', '-f', 'mp4'])
    .output(file);
  try {
    await runFfmpeg(command, signal);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  return { file, copied, firstTime: await firstPacketTime(source, { programs, signal }) };
}

/** Time of the first packet of the first sound, in seconds. */
async function firstPacketTime(file: string, options: ProbeOptions): Promise<number> {
  for await (const line of ffprobeLines(file, FIRST_PACKET, options)) {
    const time = Number.parseFloat(line);
    if (Number.isFinite(time)) return time;
  }
  return 0;
}
