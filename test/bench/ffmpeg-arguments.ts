/** The command line that a command comes to, so that it can be run with other ends of its pipes. */
import type { FfmpegCommand } from '../../media/ffmpeg.ts';

/** Arguments for ffmpeg, its output on standard output. */
export function argumentsOf(command: FfmpegCommand): string[] {
  // fluent-ffmpeg has no public way to ask for them.
  const { _getArguments } = command as unknown as { _getArguments(): string[] };
  return _getArguments.call(command.output('pipe:1'));
}
