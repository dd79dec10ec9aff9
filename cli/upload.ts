/** A file on its way into the media bucket, in parts, resumed after an interruption. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { LimitFunction } from 'p-limit';
import type { UploadAnswer } from '../core/requests.ts';
import type { ApiClient } from './api-client.ts';
import { CliError, localError } from './cli-error.ts';
import type { LocalFile } from './find-videos.ts';
import { contentHash } from './identity.ts';
import { PartUrls } from './part-urls.ts';
import { sendPart } from './send-part.ts';
import { UploadMemory, type UploadState } from './upload-memory.ts';

/** What uploads share. */
export interface UploadContext {
  api: ApiClient;
  /** Address of the service; an upload is remembered for it alone. */
  url: string;
  /** Bounds the parts that go up at once, over all files. */
  parts: LimitFunction;
  signal: AbortSignal;
}

/** Told how far an upload is: bytes that have arrived or are on their way. */
export type UploadProgress = (bytes: number) => void;

/**
 * Uploads a file, unless the same bytes are there already.
 *
 * @returns what to name in `POST /process`.
 * @throws CliError when the file changes meanwhile, or the service refuses it or cannot be reached.
 */
export async function uploadFile(
  context: UploadContext,
  file: LocalFile,
  onProgress: UploadProgress = () => {},
): Promise<string> {
  const memory = new UploadMemory(context.url, await contentHash(file, context.signal));
  const known = await memory.recall();
  if (known?.complete) return known.video_filename;
  const upload = new Upload(context, file, memory, onProgress);
  return known === undefined ? upload.begin() : upload.resume(known);
}

/** Forgets an upload whose object is gone from the service. */
export async function forgetUpload(url: string, file: LocalFile, signal: AbortSignal): Promise<void> {
  await new UploadMemory(url, await contentHash(file, signal)).forget();
}

class Upload {
  readonly #context: UploadContext;
  readonly #file: LocalFile;
  readonly #memory: UploadMemory;
  readonly #onProgress: UploadProgress;
  #bytes = 0;

  constructor(context: UploadContext, file: LocalFile, memory: UploadMemory, onProgress: UploadProgress) {
    this.#context = context;
    this.#file = file;
    this.#memory = memory;
    this.#onProgress = onProgress;
  }

  async begin(): Promise<string> {
    const { path, bytes } = this.#file;
    const answer = await this.#context.api.beginUpload({ file_name: basename(path), bytes });
    const state = stateOf(answer);
    await this.#memory.remember(state);
    return this.#finish(state, answer);
  }

  /** Goes on; an upload that the service has forgotten meanwhile, or lacks parts of, begins anew. */
  async resume(state: UploadState): Promise<string> {
    try {
      return await this.#finish(state);
    } catch (error) {
      const gone = error instanceof CliError && GONE.includes(error.code);
      if (!gone) throw error;
      await this.#memory.forget();
      return this.begin();
    }
  }

  async #finish(state: UploadState, first?: UploadAnswer): Promise<string> {
    await this.#sendParts(state, first);
    await this.#checkUnchanged();
    const { video_filename } = await this.#context.api.completeUpload(state.upload_id);
    await this.#memory.remember({ ...state, video_filename, complete: true });
    return video_filename;
  }

  /** Parts of one file side by side; the first failure stops the others. */
  async #sendParts(state: UploadState, first: UploadAnswer | undefined): Promise<void> {
    const urls = new PartUrls(this.#context.api, state, first);
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#context.signal, stop.signal]);
    const size = state.part_bytes ?? this.#file.bytes;
    this.#moved(Math.min(this.#file.bytes, state.done.length * size) - this.#bytes);
    const parts = missingParts(state).map((part) =>
      this.#context
        .parts(() => this.#sendPart(state, part, urls, signal))
        .catch((error: unknown) => {
          stop.abort(error);
          throw error;
        }),
    );
    const failed = (await Promise.allSettled(parts)).find((part) => part.status === 'rejected');
    if (failed !== undefined) throw stop.signal.reason ?? failed.reason;
  }

  async #sendPart(state: UploadState, part: number, urls: PartUrls, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { path, bytes } = this.#file;
    const start = (part - 1) * (state.part_bytes ?? bytes);
    const end = Math.min(bytes, start + (state.part_bytes ?? bytes));
    await sendPart(
      { path, start, end },
      {
        url: () => urls.of(part),
        refused: () => urls.drop(part),
        moved: (moved) => this.#moved(moved),
        signal,
      },
    );
    state.done.push(part);
    await this.#memory.remember(state);
  }

  #moved(bytes: number): void {
    this.#bytes += bytes;
    this.#onProgress(this.#bytes);
  }

  async #checkUnchanged(): Promise<void> {
    const { path, name, bytes, modifiedMs } = this.#file;
    const now = await stat(path);
    if (now.size === bytes && now.mtimeMs === modifiedMs) return;
    await this.#memory.forget();
    throw localError(`${name} was changed while it was being uploaded. Submit it again when it is at rest.`);
  }
}

/** Refusals after which an upload cannot go on, and another one may. */
const GONE: readonly string[] = ['upload_not_found', 'upload_incomplete'];

function stateOf(answer: UploadAnswer): UploadState {
  const { upload_id, video_filename } = answer;
  const many = 'part_bytes' in answer;
  return {
    upload_id,
    video_filename,
    part_bytes: many ? answer.part_bytes : null,
    part_count: many ? answer.part_count : 1,
    done: [],
    complete: false,
  };
}

function missingParts({ part_count, done }: UploadState): number[] {
  const arrived = new Set(done);
  return Array.from({ length: part_count }, (_, i) => i + 1).filter((part) => !arrived.has(part));
}
