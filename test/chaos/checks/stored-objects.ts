/** What lies in the results bucket, by task. */
import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { RESULTS_PREFIX } from '../../../core/places.ts';
import { LOCAL_NAMES } from '../../../local/local-environment.ts';

/** What a task has in the bucket. */
export interface StoredObjects {
  /** Folders of attempts, `RUN-ATTEMPT`, that hold results. */
  attempts: Set<string>;
  /** Number of objects under `chunks/`. */
  chunks: number;
}

/** The objects of all tasks. */
export async function storedObjects(s3: S3Client): Promise<Map<string, StoredObjects>> {
  const found = new Map<string, StoredObjects>();
  const place = { Bucket: LOCAL_NAMES.resultsBucket, Prefix: RESULTS_PREFIX };
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, place)) {
    for (const { Key = '' } of Contents) {
      const [task = '', folder = ''] = Key.slice(RESULTS_PREFIX.length).split('/');
      const objects = found.get(task) ?? { attempts: new Set(), chunks: 0 };
      found.set(task, objects);
      if (folder === 'chunks') objects.chunks += 1;
      else objects.attempts.add(folder);
    }
  }
  return found;
}
