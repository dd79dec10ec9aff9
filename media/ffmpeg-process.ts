/** A running ffmpeg whose pipes are used directly: raw frames come and go without passing other streams. */
import type { ChildProcess } from 'node:child_process';
import { type Readable, Writable } from 'node:stream';
import type { FfmpegCommand } from './ffmpeg.ts';
import { wasKilled } from './told-nothing.ts';

/** How an ffmpeg ended. */
export interface FfmpegEnd {
  /** Whether it ended by itself with exit code 0. */
  ok: boolean;
  /** What fluent-ffmpeg made of the end otherwise. */
  message: string;
  /** Whether somebody ended it: this process, a person, or the kernel for want of memory. */
  killed: boolean;
}

/** A running ffmpeg. */
export interface FfmpegProcess {
  stdin: Writable;
  stdout: Readable;
  ended: Promise<FfmpegEnd>;
  /** Ends it at once; `ended` resolves afterwards. */
  kill(): void;
}

/** What is done with ffmpeg's output while it runs. */
export interface FfmpegListeners {
  /** Takes standard output; its pace is ffmpeg's pace. A function is given the pipe before anything is read of it. */
  output?: Writable | ((pipe: Readable) => void);
  /** Takes each line of standard error. */
  onLine?: (line: string) => void;
}

/** Starts a command. Resolves as soon as the process exists, whose end never rejects. */
export function startFfmpeg(
  command: FfmpegCommand,
  { output, onLine }: FfmpegListeners = {},
): Promise<FfmpegProcess> {
  return new Promise((resolve, reject) => {
    let started = false;
    const told = new Promise<FfmpegEnd>((end) => {
      command.on('end', () => end({ ok: true, message: '', killed: false }));
      command.on('error', (error: Error) =>
        started ? end({ ok: false, message: error.message, killed: wasKilled(error) }) : reject(error),
      );
    });
    if (onLine !== undefined) command.on('stderr', onLine);
    command.on('start', () => {
      started = true;
      const child = childOf(command);
      if (typeof output === 'function') output(child.stdout as Readable);
      // A pipe that ffmpeg has closed is told by its end; without a listener it would end this process.
      child.stdin?.on('error', () => {});
      // The last lines and bytes may come after the process has ended.
      const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
      const ended = Promise.all([told, closed]).then(([end]) => end);
      resolve({
        stdin: child.stdin as Writable,
        stdout: child.stdout as Readable,
        ended,
        kill: () => command.kill('SIGKILL'),
      });
    });
    if (output === undefined) command.run();
    else command.pipe(typeof output === 'function' ? nothing() : output);
  });
}

/** What fluent-ffmpeg pipes a pipe into that somebody else reads. It takes the close of it for a caller who has gone. */
function nothing(): Writable {
  return new Writable({ emitClose: false });
}

/** fluent-ffmpeg holds the child process in a field that its types do not show. */
function childOf(command: FfmpegCommand): ChildProcess {
  return (command as unknown as { ffmpegProc: ChildProcess }).ffmpegProc;
}
