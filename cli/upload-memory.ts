/** What is remembered of an upload, so that one that broke off goes on where it stopped. */
import * as z from 'zod';
import { forget, recall, remember } from './state-folder.ts';

const uploadStateSchema = z.object({
  upload_id: z.string(),
  video_filename: z.string(),
  /** Size of every part but the last; null when the file goes up in one request. */
  part_bytes: z.int().positive().nullable(),
  part_count: z.int().positive(),
  /** Numbers of the parts that have arrived. */
  done: z.array(z.int()),
  complete: z.boolean(),
});

/** How far an upload is. */
export type UploadState = z.infer<typeof uploadStateSchema>;

/** The memory of one content's upload to one service: the same bytes under another name are found again. */
export class UploadMemory {
  readonly #key: readonly string[];
  #last: Promise<void> = Promise.resolve();

  constructor(url: string, sha256: string) {
    this.#key = [url, sha256];
  }

  /** What is remembered, if anything. */
  recall(): Promise<UploadState | undefined> {
    return recall('uploads', this.#key, uploadStateSchema);
  }

  /** Remembers; writes follow one another, so that an older state never replaces a newer one. */
  remember(state: UploadState): Promise<void> {
    const snapshot = structuredClone(state);
    this.#last = this.#last.then(() => remember('uploads', this.#key, snapshot));
    return this.#last;
  }

  /** Forgets: the upload is gone from the service. */
  async forget(): Promise<void> {
    await forget('uploads', this.#key);
  }
}
