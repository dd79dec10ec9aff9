/**
 * Keeps web pages away from the servers of this machine. They listen on the loopback address, but a browser
 * that runs here reaches that too: a page may send requests across origins, or have its own host name
 * resolved to 127.0.0.1 (DNS rebinding).
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Names by which a browser or a program on this machine reaches a server that listens on loopback. */
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];
/** Relations of the calling page to this server that are no threat: none, or the same origin. */
const OWN_SITES = [undefined, 'none', 'same-origin'];

/**
 * Why a request may not be answered, in a sentence; undefined when it may.
 *
 * @param options.ownPages whether pages that this server has delivered may call it; otherwise no page may.
 */
export function refusalOf(
  request: Pick<IncomingMessage, 'method' | 'headers'>,
  port: number,
  { ownPages = false }: { ownPages?: boolean } = {},
): string | undefined {
  const { host, origin } = request.headers;
  const hosts = LOOPBACK_NAMES.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
  if (host === undefined || !hosts.includes(host.toLowerCase())) {
    return `This service answers only to its own address; use http://127.0.0.1:${port}.`;
  }
  const origins = ownPages ? hosts.map((name) => `http://${name}`) : [];
  if (origin !== undefined && !origins.includes(origin.toLowerCase())) {
    return 'Web pages of other origins may not call this service.';
  }
  if (isForeignPage(request.method, request.headers)) {
    return 'Web pages of other sites may not call this service.';
  }
  return undefined;
}

/** A link from another site may be followed, since the page that holds it cannot read the answer. */
function isForeignPage(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  if (OWN_SITES.includes(headers['sec-fetch-site'] as string | undefined)) return false;
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return !(isLink && method === 'GET');
}
