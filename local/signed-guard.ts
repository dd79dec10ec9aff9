/** Refuses requests to a stand-in that comes from a library and checks nothing itself. */
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refusalOf } from './loopback-guard.ts';

/**
 * Why a request may not be answered, in a sentence; undefined when it may: it does not come from a web page, and
 * names the access key of this service, which nobody else knows. The signature itself is not checked.
 */
export function strangerRefusal(
  request: IncomingMessage,
  port: number,
  accessKeyId: string,
): string | undefined {
  const refusal = refusalOf(request, port);
  if (refusal !== undefined) return refusal;
  const isOurs = request.headers.authorization?.includes(`Credential=${accessKeyId}/`);
  return isOurs ? undefined : 'The request is not one of this service.';
}

/** Has a server that listens already answer only what this service asks. */
export function guardServer(server: Server, accessKeyId: string): void {
  const { port } = server.address() as AddressInfo;
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const refusal = strangerRefusal(request, port, accessKeyId);
    if (refusal === undefined) {
      for (const listener of listeners) listener(request, response);
      return;
    }
    response.writeHead(403, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: 'AccessDeniedException', message: refusal }));
  });
}
