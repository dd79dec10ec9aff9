/** Task ids: random, or derived from what must find the same task again. */
import { v5, v7, validate } from 'uuid';

/** Namespace of derived ids; a random UUID, fixed for ever. */
const NAMESPACE = '5b0a1c52-9a3e-4e61-8f0e-6a4e2f6f0d3b';

/** A new id, unlike any other. Ids of version 7 begin with their time. */
export function newTaskId(): string {
  return v7();
}

/** The id that belongs to these parts: the same parts always give the same id. */
export function deriveTaskId(...parts: readonly string[]): string {
  return v5(JSON.stringify(parts), NAMESPACE);
}

/** Whether the text has the form of a UUID. */
export function isTaskId(text: string): boolean {
  return validate(text);
}
