/** Reading a request's body into memory, up to a limit. */
import type { IncomingMessage } from 'node:http';

/** Milliseconds that a caller whose body is too long may go on sending it, so that it comes to read the answer. */
const REFUSED_BODY_MS = 5000;

/** The body; undefined when it is longer than the limit, in bytes. What follows then is passed over. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return passOver(request);
  const pieces: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const onData = (piece: Buffer) => {
      size += piece.length;
      pieces.push(piece);
      if (size <= limit) return;
      request.off('data', onData);
      resolve(passOver(request));
    };
    request.on('data', onData);
    request.once('end', () => resolve(Buffer.concat(pieces)));
    request.once('error', reject);
  });
}

function passOver(request: IncomingMessage): undefined {
  request.resume();
  const timer = setTimeout(() => request.destroy(), REFUSED_BODY_MS);
  request.once('close', () => clearTimeout(timer));
}
