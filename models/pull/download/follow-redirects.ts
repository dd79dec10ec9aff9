/** Asks for a file and goes where it is redirected to, within limits. */
import { type Dispatcher, request } from 'undici';
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
 * The first answer that is no redirection.
 *
 * @throws DownloadTrouble when there are too many, or one leads to where it must not
 */
export async function follow(
  start: URL,
  { dispatcher, headers, signal }: Asking,
): Promise<Dispatcher.ResponseData> {
  let url = start;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const response = await request(url, { dispatcher, headers, signal: signal ?? null });
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
    throw new DownloadTrouble(
      `redirects from https to ${withoutCredentials(to)}, which anybody could change`,
    );
  }
  return to;
}

/** An address as it may be shown. */
export function withoutCredentials(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}
