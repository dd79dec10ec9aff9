/** Removing what tasks left in the results bucket. */
import { DeleteObjectsCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { ENV, requireEnv } from '../../core/environment.ts';
import { taskPrefix } from '../../core/places.ts';
import { s3Client } from '../clients.ts';

/** Keys that a request may name, and that a page of a listing holds at most: S3's limit. */
const KEYS_A_REQUEST = 1000;

/**
 * Removes all objects of a task but those that are to be kept.
 *
 * @throws Error when S3 refuses to remove one.
 */
export async function removeTaskFiles(
  taskId: string,
  isKept: (key: string) => boolean = () => false,
): Promise<void> {
  const Bucket = requireEnv(ENV.resultsBucket);
  const pages = paginateListObjectsV2(
    { client: s3Client(), pageSize: KEYS_A_REQUEST },
    { Bucket, Prefix: taskPrefix(taskId) },
  );
  for await (const { Contents = [] } of pages) {
    const keys = Contents.flatMap(({ Key }) => Key ?? []);
    await removeObjects(
      Bucket,
      keys.filter((key) => !isKept(key)),
    );
  }
}

async function removeObjects(Bucket: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const { Errors = [] } = await s3Client().send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true } }),
  );
  const [first] = Errors;
  if (first === undefined) return;
  throw new Error(`S3 did not remove ${first.Key} and ${Errors.length - 1} more: ${first.Code}.`);
}
