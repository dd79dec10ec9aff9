/** A file on the web. */
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { follow } from './follow-redirects.ts';
import type { Kept, Origin, Patience, Sending } from './origin.ts';
import { shownAddress } from './shown-address.ts';
import { DownloadTrouble } from './trouble.ts';

/** Of servers that are busy; whatever else is refused stays so. */
const BUSY = [408, 425, 429, 500, 502, 503, 504];
/** Milliseconds that a server may ask for at most. */
const LONGEST_PAUSE = 60_000;

/** A file at an http or https address, which may have a name and password. Proxies are those of the environment (HTTPS_PROXY, NO_PROXY). */
export function httpOrigin(url: string, { connect, stall }: Pick<Patience, 'connect' | 'stall'>): Origin {
  const timeouts = { connect: { timeout: connect }, headersTimeout: stall, bodyTimeout: stall };
  return {
    address: shownAddress(new URL(url)),
    async open(kept, signal) {
      const dispatcher = hasProxy() ? new EnvHttpProxyAgent(timeouts) : new Agent(timeouts);
      try {
        const response = await follow(new URL(url), { dispatcher, headers: headersFor(kept), signal });
        return await toSending(response, kept, dispatcher);
      } catch (error) {
        await dispatcher.destroy();
        throw error;
      }
    },
  };
}

function headersFor(kept: Kept | undefined): Record<string, string> {
  // Compressed on the way, neither sizes nor ranges would be the file's own.
  const common = { 'accept-encoding': 'identity', 'user-agent': 'posefleet' };
  return kept === undefined ? common : { ...common, range: `bytes=${kept.bytes}-`, 'if-range': kept.version };
}

async function toSending(
  { body, headers, statusCode }: Dispatcher.ResponseData,
  kept: Kept | undefined,
  dispatcher: Dispatcher,
): Promise<Sending | undefined> {
  if (statusCode === 404 || statusCode === 410) {
    await dispatcher.destroy();
    return undefined;
  }
  if (statusCode !== 200 && statusCode !== 206) throw refusal(statusCode, headers);
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw new DownloadTrouble(`is sent as ${encoding}`);
  const version = strongTag(headers.etag);
  const range = statusCode === 206 ? rangeOf(headers, kept) : { offset: 0, total: sizeOf(headers) };
  if (statusCode === 206 && version !== undefined && version !== kept?.version) throw notThatRange();
  const { offset, total } = range;
  return {
    body,
    offset,
    ...(total !== undefined && { total }),
    ...(version !== undefined && { version }),
    close: () => dispatcher.destroy(),
  };
}

type Headers = Dispatcher.ResponseData['headers'];

function refusal(status: number, headers: Headers): DownloadTrouble {
  // What is kept is not a part of what lies there now.
  if (status === 416) return notThatRange();
  const isTransient = BUSY.includes(status);
  const reason = status === 401 || status === 403 ? 'access is denied' : 'is refused';
  return new DownloadTrouble(`answers ${status} (${reason})`, { isTransient, retryAfter: pauseOf(headers) });
}

function notThatRange(): DownloadTrouble {
  return new DownloadTrouble('does not have the rest of what is here', { isTransient: true, isSpoilt: true });
}

function rangeOf(headers: Headers, kept: Kept | undefined): { offset: number; total: number | undefined } {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/u.exec(String(headers['content-range'] ?? ''));
  if (range === null || kept === undefined || Number(range[1]) !== kept.bytes) throw notThatRange();
  return { offset: kept.bytes, total: range[2] === '*' ? undefined : Number(range[2]) };
}

function sizeOf({ 'content-length': length }: Headers): number | undefined {
  return typeof length === 'string' && /^\d+$/u.test(length) ? Number(length) : undefined;
}

/** Weak tags may stand for different bytes. */
function strongTag(tag: string | string[] | undefined): string | undefined {
  return typeof tag === 'string' && /^"[^"]*"$/u.test(tag) ? tag : undefined;
}

/** `Retry-After`: seconds, or a date. */
function pauseOf({ 'retry-after': value }: Headers): number | undefined {
  if (typeof value !== 'string') return undefined;
  const pause = /^\d+$/u.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(pause) ? undefined : Math.min(Math.max(pause, 0), LONGEST_PAUSE);
}

function hasProxy(): boolean {
  return Object.entries(process.env).some(([name, value]) => /^https?_proxy$/iu.test(name) && value !== '');
}
