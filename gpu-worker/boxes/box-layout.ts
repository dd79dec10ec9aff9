/** What a layout of boxes files in JSON is: what its entries look like, and how one is read. */
import type { BoxTable } from './box-table.ts';

/** A layout. */
export interface BoxLayout {
  /** What it is called in messages. */
  title: string;
  /** What an entry looks like, for messages. */
  example: string;
  /** Whether an entry of the list is of this layout. */
  fits(entry: unknown): boolean;
  /**
   * Reads an entry that fits. @param index of the entry in the list, from 0.
   * @throws PosefleetError `bboxes_invalid` naming frame and box.
   */
  read(entry: unknown, index: number, table: BoxTable): void;
  /** Told at the end how many entries there were. @throws PosefleetError `bboxes_invalid`. */
  end?(entries: number, table: BoxTable): void;
}

/** An object of JSON of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is an object that has these fields. */
export function hasFields(value: unknown, ...names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return names.every((name) => Object.hasOwn(value, name));
}
