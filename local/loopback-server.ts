/** A server that listens on the loopback address alone. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The only address that anything of the local service listens on. */
export const LOOPBACK = '127.0.0.1';

/** Milliseconds that open requests have to come to their end when a server is closed. */
const CLOSE_GRACE_MS = 2000;

/** Begins to listen. @returns the port. @throws Error `EADDRINUSE` when the port is taken. */
export async function listenOnLoopback(server: Server, port: number): Promise<number> {
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Ends open requests, then closes the server. Clients keep connections open, so idle ones are cut at once. */
export async function closeServer(server: Server): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
      server.closeIdleConnections();
    });
  } finally {
    clearTimeout(timer);
  }
}
