/** Asks for a file and goes where it is redirected to, within limits. */
import { type Dispatcher, request } from 'undici';
import { shownAddress } from './shown-address.ts';
import { DownloadTrouble } from './trouble.ts';

const REDIRECTS = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 8;

/** How is asked. */
export interface Asking {
  dispatcher: Dispatcher;
  headers: Record<string, string>;
  signal: AbortSignal | undefined;
}

/**
 * The first answer that is no redirection. A name and password in the address are sent to its origin alone: not on to
 * where that redirects, and what stands in a redirection is not sent at all.
 *
 * @throws DownloadTrouble when there are too many, or one leads to where it must not
 */
export async function follow(
  start: URL,
  { dispatcher, headers, signal }: Asking,
): Promise<Dispatcher.ResponseData> {
  const authorization = basicAuthorization(start);
  let url = start;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const own = authorization === undefined || url.origin !== start.origin ? {} : { authorization };
    const response = await request(url, {
      dispatcher,
      headers: { ...headers, ...own },
      signal: signal ?? null,
    });
    if (!REDIRECTS.includes(response.statusCode)) return response;
    await response.body.dump();
    url = nextAddress(url, response.headers.location);
  }
  throw new DownloadTrouble(`redirects more than ${MOST_REDIRECTS} times`);
}

function nextAddress(from: URL, location: string | string[] | undefined): URL {
  if (typeof location !== 'string' || !URL.canParse(location, from.href)) {
    throw new DownloadTrouble('redirects without an address');
  }
  const to = new URL(location, from);
  if (to.protocol !== 'https:' && to.protocol !== 'http:') {
    throw new DownloadTrouble(`redirects to ${to.protocol}, which is not followed`);
  }
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw new DownloadTrouble(`redirects from https to ${shownAddress(to)}, which anybody could change`);
  }
  return to;
}

/** The header for the name and password in an address; undefined where there are none. @see RFC 7617 */
function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
