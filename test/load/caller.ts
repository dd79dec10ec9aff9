/**
 * One caller: requests one after the other over a connection of its own, which is kept open, as programs do. A load
 * generator that repeats fixed requests could not tell whether answers are right, so this one is undici's client.
 */
import { Client } from 'undici';
import * as z from 'zod';
import type { Tally } from './tally.ts';

/** Milliseconds in which API Gateway wants an answer; later ones are a 504 to its callers. */
const LATE_MS = 29_000;

/** A request, what is expected of its answer, and how the answer is held against it. */
export interface Ask<A> {
  /** The route as it is reported. */
  route: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** Sent as JSON, unless it is bytes. */
  body?: unknown;
  headers?: Record<string, string>;
  /** The statuses of which one must be answered. */
  statuses: readonly number[];
  /** Schema of the answers below 300. */
  schema?: z.ZodType<A>;
  /** Error code of the answers from 400 on. */
  codes?: readonly string[];
}

/** What was answered. */
export interface Told<A> {
  status: number;
  /** The body of an answer below 300, if there is a schema for it. */
  body: A | undefined;
}

/** A connection of one caller. */
export class Caller {
  readonly #client: Client;
  readonly #tally: Tally;

  /** @param url address of the service, of the API or of S3. */
  constructor(url: string, tally: Tally) {
    this.#client = new Client(url, { headersTimeout: LATE_MS, bodyTimeout: LATE_MS });
    this.#tally = tally;
  }

  /** Sends a request and counts it; undefined when the answer was wrong or did not come. */
  async ask<A = never>(request: Ask<A>): Promise<Told<A> | undefined> {
    const start = performance.now();
    const { route, method, path, body, headers = {} } = request;
    const isBytes = body instanceof Uint8Array;
    try {
      const answer = await this.#client.request({
        method,
        path,
        headers: body === undefined || isBytes ? headers : { 'content-type': 'application/json', ...headers },
        body: body === undefined ? null : isBytes ? body : JSON.stringify(body),
      });
      const text = await answer.body.text();
      const took = performance.now() - start;
      this.#tally.answered(route, answer.statusCode, took);
      if (took > LATE_MS) this.#tally.failed(`${route}: answered after ${Math.round(took)} ms`);
      return this.#held(request, answer.statusCode, text);
    } catch (error) {
      this.#tally.broken(route, error as Error);
      return undefined;
    }
  }

  /** Counts something that the answers together tell to be wrong. */
  wrong(what: string): void {
    this.#tally.failed(what);
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  #held<A>(request: Ask<A>, status: number, text: string): Told<A> | undefined {
    const trouble = troubleOf(request, status, text);
    if (trouble !== undefined) {
      this.#tally.failed(`${request.route}: ${status} ${text.slice(0, 300)}: ${trouble}`);
      return undefined;
    }
    const isRead = status < 300 && request.schema !== undefined;
    return { status, body: isRead ? (JSON.parse(text) as A) : undefined };
  }
}

/** What is wrong with an answer; undefined when nothing is. */
function troubleOf<A>({ statuses, schema, codes }: Ask<A>, status: number, text: string): string | undefined {
  if (!statuses.includes(status)) return `expected ${statuses.join(' or ')}`;
  try {
    if (status >= 400) {
      const { code } = errorShape.parse(JSON.parse(text));
      return codes === undefined || codes.includes(code) ? undefined : `expected ${codes.join(' or ')}`;
    }
    schema?.parse(JSON.parse(text));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Every error has these. */
const errorShape = z.object({ detail: z.string().min(1), code: z.string().min(1) });
