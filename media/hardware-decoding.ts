/** Whether a file can be decoded by an NVIDIA GPU's own decoder. */
import { Writable } from 'node:stream';
import { type FfmpegPrograms, ffmpegCommand } from './ffmpeg.ts';
import { startFfmpeg } from './ffmpeg-process.ts';
import { inputName, UNTRUSTED_INPUT } from './untrusted-input.ts';

/** What decodes a video. The frames are the same: parsing and ordering are ffmpeg's own in both. */
export type Decoding = 'software' | 'cuda';

/** ffmpeg's input options. Frames come back into memory at once, in a format that the filters know. */
export function decodingOptions(decoding: Decoding = 'software'): string[] {
  return decoding === 'cuda' ? ['-hwaccel', 'cuda'] : [];
}

/**
 * Tries a file's first frame on the GPU. A single word of complaint, of the driver or of the file, and it is decoded in
 * software: ffmpeg would fall back by itself for some reasons, stop for others, and complain in both.
 */
export async function tryHardwareDecoding(file: string, programs: FfmpegPrograms): Promise<Decoding> {
  const complaints: string[] = [];
  const command = ffmpegCommand(programs)
    .input(inputName(file))
    .inputOptions(['-nostdin', '-nostats', '-loglevel', 'error', ...decodingOptions('cuda')])
    .inputOptions([...UNTRUSTED_INPUT])
    .outputOptions(['-map', '0:V:0', '-frames:v', '1', '-f', 'framemd5']);
  const onLine = (line: string) => void complaints.push(line);
  const { ended } = await startFfmpeg(command, { output: discard(), onLine });
  const { ok } = await ended;
  return ok && complaints.every((line) => line.trim() === '') ? 'cuda' : 'software';
}

/** fluent-ffmpeg takes the close of its output for a caller who has gone. */
function discard(): Writable {
  return new Writable({ emitClose: false, write: (_chunk, _encoding, done) => done() });
}
