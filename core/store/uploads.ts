/** Uploads in progress: which object they will become. */
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { secondsFromNow } from './items.ts';
import type { Store } from './store.ts';
import { uploadKey } from './table.ts';

/** Days after which an upload that nobody completed is forgotten; S3 removes its parts by a rule of its own. */
const UPLOAD_DAYS = 2;

/** An upload that the API has signed. */
export interface UploadRecord {
  upload_id: string;
  owner: string;
  bucket: string;
  key: string;
  bytes: number;
  created_at: string;
  /** S3's own id of a multipart upload; absent for files that fit into one request. */
  multipart_id?: string;
  part_bytes?: number;
}

/** Remembers an upload. */
export async function putUpload(store: Store, upload: UploadRecord): Promise<void> {
  const Item = {
    ...upload,
    owner: undefined,
    upload_owner: upload.owner,
    pk: uploadKey(upload.upload_id),
    ttl: secondsFromNow(UPLOAD_DAYS),
  };
  await store.client.send(new PutCommand({ TableName: store.table, Item }));
}

/** The upload of this id; undefined when there is none. */
export async function readUpload(store: Store, uploadId: string): Promise<UploadRecord | undefined> {
  const { Item: item } = await store.client.send(
    new GetCommand({ TableName: store.table, Key: { pk: uploadKey(uploadId) }, ConsistentRead: true }),
  );
  if (item === undefined) return undefined;
  const { pk: _pk, ttl: _ttl, upload_owner, ...upload } = item;
  return { ...upload, owner: upload_owner } as UploadRecord;
}

/** Forgets an upload. */
export async function forgetUpload(store: Store, uploadId: string): Promise<void> {
  await store.client.send(new DeleteCommand({ TableName: store.table, Key: { pk: uploadKey(uploadId) } }));
}
