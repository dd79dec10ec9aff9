/** The tasks of all callers together: their ids, and how many there must be. */

/** Counts tasks. */
export class TasksMade {
  readonly #ids = new Set<string>();
  /** Requests that may have made a task. */
  asked = 0;
  /** Tasks that were removed, and whose removal was answered. */
  removed = 0;
  /** Requests for tasks and for removals without a good answer: nobody knows what they did. */
  unsure = { accepted: 0, removed: 0 };

  /** Notes a task that was accepted. @returns false when its id was given before. */
  add(id: string): boolean {
    const isNew = !this.#ids.has(id);
    this.#ids.add(id);
    return isNew;
  }

  /** Tasks that were accepted. */
  get accepted(): number {
    return this.#ids.size;
  }

  /** Tasks that the service has to know. */
  get left(): number {
    return this.#ids.size - this.removed;
  }

  /** Whether the service may know so many. */
  fits(total: number): boolean {
    return total >= this.left - this.unsure.removed && total <= this.left + this.unsure.accepted;
  }
}
