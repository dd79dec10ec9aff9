/** Cursors of `GET /tasks`: opaque to callers, bound to the list that they came from. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { PosefleetError } from '../../core/errors.ts';
import type { PagePosition } from '../../core/store/list-tasks.ts';
import type { TaskStatus } from '../../core/task.ts';

/** The list that a cursor belongs to. */
export interface CursorList {
  owner: string;
  status?: TaskStatus | undefined;
}

// DynamoDB takes no empty text in a key.
const cursorSchema = z.strictObject({ id: z.string().min(1), at: z.string().min(1), sum: z.string() });
/** Bytes of the check sum: enough that no slip or swap goes unseen. */
const SUM_BYTES = 12;

/** The cursor of a position in a list. */
export function encodeCursor(list: CursorList, { task_id, created_sort }: PagePosition): string {
  const content = { id: task_id, at: created_sort, sum: checkSum(list, task_id, created_sort) };
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** @throws PosefleetError `cursor_invalid` when the cursor was altered, or came from another list. */
export function decodeCursor(list: CursorList, cursor: string): PagePosition {
  const content = cursorSchema.safeParse(parse(cursor));
  const position = content.success && { task_id: content.data.id, created_sort: content.data.at };
  // Comparing with what would be written also refuses the many ways in which base64 spells the same bytes.
  if (position && encodeCursor(list, position) === cursor) return position;
  throw new PosefleetError(
    'cursor_invalid',
    'The cursor did not come from this list. Begin again without a cursor, and keep status the same.',
    { issues: [{ field: 'cursor', message: 'did not come from this list' }] },
  );
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** The owner is part of it, and comes from the request's identity: a cursor reads nobody else's tasks. */
function checkSum({ owner, status }: CursorList, id: string, at: string): string {
  const text = JSON.stringify([owner, status ?? null, id, at]);
  return createHash('sha256').update(text).digest().subarray(0, SUM_BYTES).toString('base64url');
}
