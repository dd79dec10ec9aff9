/** Reads a child process's pipe into one buffer again and again. */
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import type { Readable } from 'node:stream';

/** Reading, as it can be held back and ended. */
export interface LeanPipe {
  /** Goes on after `onBytes` has answered false. */
  resume(): void;
  /** Ends it at once. */
  destroy(): void;
  /** Resolves when all has been read, or reading has ended otherwise. */
  closed: Promise<void>;
}

/**
 * Reads a pipe of which nothing has been read yet, and which nobody else is to read. A stream would make a buffer for each
 * read, of which raw video has dozens a frame: to collect them cost a sixth of the main thread's time.
 *
 * @param buffer is filled from its start at each read.
 * @param onBytes is told how many bytes of the buffer are new, and answers whether it can take more.
 */
export function readLean(pipe: Readable, buffer: Uint8Array, onBytes: (count: number) => boolean): LeanPipe {
  const onread: OnReadOpts = { buffer, callback: onBytes };
  const socket = new Socket({ handle: takeHandle(pipe), onread, writable: false } as SocketConstructorOpts);
  // What is read of a pipe ends with its writer, whose own end tells why.
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return { resume: () => socket.resume(), destroy: () => socket.destroy(), closed };
}

/** A socket holds its handle in a field that its types do not show; without it, it closes and takes nothing with it. */
function takeHandle(pipe: Readable): object {
  const socket = pipe as Readable & { _handle?: object | null };
  const handle = socket._handle;
  if (!handle) throw new Error('The pipe has no handle: it is closed, or it is no pipe.');
  socket._handle = null;
  socket.destroy();
  return handle;
}
