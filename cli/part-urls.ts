/** Signed URLs of an upload's parts: used while they last, signed again when they have ended. */
import type { UploadAnswer, UploadPartsAnswer } from '../core/requests.ts';
import type { ApiClient } from './api-client.ts';
import type { UploadState } from './upload-memory.ts';

/** Parts that are signed at a time; they should go up before their URLs end. */
const SIGNED_AT_A_TIME = 32;
/** How long a URL must still last to be used, in milliseconds. */
const MARGIN_MS = 60_000;

/** The URLs of one upload. A file that goes up in one request has one part, number 1. */
export class PartUrls {
  readonly #api: ApiClient;
  readonly #state: UploadState;
  readonly #urls = new Map<number, { url: string; expires: number }>();
  #signing: Promise<void> | undefined;

  constructor(api: ApiClient, state: UploadState, first?: UploadAnswer) {
    this.#api = api;
    this.#state = state;
    if (first !== undefined) this.#add(first);
  }

  /** A URL for a part that lasts a while. */
  async of(part: number): Promise<string> {
    for (;;) {
      const known = this.#urls.get(part);
      if (known !== undefined && known.expires > Date.now()) return known.url;
      this.#signing ??= this.#sign(part).finally(() => {
        this.#signing = undefined;
      });
      await this.#signing;
    }
  }

  /** Drops a URL that S3 has refused. */
  drop(part: number): void {
    this.#urls.delete(part);
  }

  async #sign(from: number): Promise<void> {
    const { upload_id, part_bytes, part_count, done } = this.#state;
    const numbers: number[] = [];
    for (let n = from; n <= part_count && numbers.length < SIGNED_AT_A_TIME; n += 1) {
      if (!done.includes(n)) numbers.push(n);
    }
    this.#add(await this.#api.signParts(upload_id, part_bytes === null ? undefined : numbers));
  }

  #add(answer: UploadPartsAnswer): void {
    // At least a minute, so that a clock that is wrong here leads to a refused part and not to signing for ever.
    const expires = Math.max(Date.parse(answer.expires_at) - MARGIN_MS, Date.now() + MARGIN_MS);
    const parts = 'url' in answer ? [{ part_number: 1, url: answer.url }] : answer.parts;
    for (const { part_number, url } of parts) this.#urls.set(part_number, { url, expires });
  }
}
