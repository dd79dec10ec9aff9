/** GetObject and HeadObject. */
import { byteRange } from '../byte-range.ts';
import { openFile } from '../files-bucket.ts';
import { answeredHeaders } from '../object-headers.ts';
import type { ObjectRecord } from '../object-index.ts';
import type { OpenObject } from '../object-store.ts';
import { isUnchanged } from '../preconditions.ts';
import type { S3Answer, S3Call } from '../s3-call.ts';

/** Bytes that are read from the disk at once. */
const READ_BYTES = 256 * 1024;

/** Streams an object, or a range of it. */
export async function getObject(call: S3Call): Promise<S3Answer> {
  const { record, handle } = await openObject(call);
  try {
    const { answer, start, end } = describe(call, record);
    if (answer.status === 304 || start > end) {
      await handle.close();
      return answer;
    }
    return { ...answer, body: handle.createReadStream({ start, end, highWaterMark: READ_BYTES }) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Tells about an object. */
export async function headObject(call: S3Call): Promise<S3Answer> {
  const { record, handle } = await openObject(call);
  await handle.close();
  return describe(call, record).answer;
}

function openObject({ context, request }: S3Call): Promise<OpenObject> {
  const { bucket, key } = request;
  return bucket === context.filesBucket ? openFile(bucket, key) : context.store.open(bucket, key);
}

/** The answer without its body, and the bytes that belong into it. */
function describe(
  { request }: S3Call,
  object: ObjectRecord,
): { answer: S3Answer; start: number; end: number } {
  const headers = answeredHeaders(request, object);
  if (isUnchanged(request, object)) return { answer: { status: 304, headers }, start: 0, end: -1 };
  const ifRange = request.header('if-range');
  const isOther = ifRange !== undefined && ifRange !== headers.etag;
  const range = byteRange(isOther ? undefined : request.header('range'), object.size);
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  const answered = { ...headers, 'content-length': String(end - start + 1) };
  if (range === undefined) return { answer: { status: 200, headers: answered }, start, end };
  const contentRange = `bytes ${start}-${end}/${object.size}`;
  return { answer: { status: 206, headers: { ...answered, 'content-range': contentRange } }, start, end };
}
