/** Ends of ffmpeg and ffprobe that say nothing of the file they were at: somebody ended them, or they could not be started. */

/** Signals from outside, as of a person or of the kernel for want of memory; others are their own crashes on their input. */
export const FROM_OUTSIDE: readonly (NodeJS.Signals | null)[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'];

/** How fluent-ffmpeg tells of signals. */
const KILLED = new RegExp(`killed with signal (${FROM_OUTSIDE.join('|')})`);

/** A program that has said nothing of its file. */
export class ToldNothing extends Error {
  override name = 'ToldNothing';
}

/** Whether fluent-ffmpeg tells by this error that somebody ended ffmpeg: this process, a person, or the kernel. */
export function wasKilled({ message }: Error): boolean {
  return KILLED.test(message);
}

/** Whether the error is that of a process that could not be started, as where there is no memory for it. */
export function wasNotStarted({ syscall }: NodeJS.ErrnoException): boolean {
  return syscall?.startsWith('spawn') === true;
}
