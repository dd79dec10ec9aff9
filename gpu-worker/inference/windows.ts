/** Where people are to be looked for next, window by window; several windows may be under way at once. */
import type { BoxHint } from '../instance.ts';

/** Far more windows than frames are ever held at once: the oldest has ended long ago. */
const MOST_WINDOWS = 256;

/** What is known of windows, by their numbers. */
export class Windows {
  readonly #boxes = new Map<number, Promise<BoxHint[]>>();

  /** Boxes for a window's next frame, once those of the frame before are known; undefined for its first frame. */
  next(window: number): Promise<BoxHint[]> | undefined {
    return this.#boxes.get(window);
  }

  /** Notes what the window's next frame goes by. */
  follow(window: number, boxes: Promise<BoxHint[]>): void {
    // A frame that failed has told so itself.
    boxes.catch(() => this.#boxes.delete(window));
    this.#boxes.delete(window);
    this.#boxes.set(window, boxes);
    for (const oldest of this.#boxes.keys()) {
      if (this.#boxes.size <= MOST_WINDOWS) break;
      this.#boxes.delete(oldest);
    }
  }
}
