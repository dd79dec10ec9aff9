/** What each function may do: the calls that its code makes, on the resources that it makes them on. */
import { Stack } from 'aws-cdk-lib';
import type { FunctionName } from '../../core/functions.ts';
import {
  BY_CARE,
  BY_OWNER,
  BY_OWNER_AND_STATUS,
  type TableIndex,
  uploadKey,
} from '../../core/store/table.ts';
import { EVENT_SOURCE, TASK_ENDED } from '../../core/task-ended.ts';
import { asking, ending, submitting } from './batch-permissions.ts';
import {
  changeMedia,
  readResults,
  readVideoObjects,
  readVideos,
  removeResults,
} from './bucket-permissions.ts';
import { EVENT_BUS, type Surroundings } from './function-environment.ts';
import { allow, type Permission } from './permission.ts';

/** The permissions of each function. */
export function permissionsOf(around: Surroundings): Record<FunctionName, Permission[]> {
  return {
    api: [
      tasks(around, ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']),
      // Uploads are forgotten; of a task that is deleted a tombstone stays.
      tasks(around, ['DeleteItem'], { 'dynamodb:LeadingKeys': uploadKey('*') }),
      listing(around, [BY_OWNER, BY_OWNER_AND_STATUS]),
      ...readVideos(around),
      ...changeMedia(around),
      readResults(around),
      sending(around),
      ending(around),
      // Which tasks a job has, before it is ended for one of them.
      asking(),
    ],
    authorize: [allow(['dynamodb:GetItem'], [around.storage.tokensTable.tableArn])],
    dispatch: [
      tasks(around, ['GetItem', 'BatchGetItem', 'UpdateItem']),
      // Short clips that wait too, and may share a job.
      listing(around, [BY_OWNER_AND_STATUS]),
      // Headers; what is not there its worker tells.
      readVideoObjects(around),
      ...submitting(around),
      ending(around),
    ],
    'dead-letter': [tasks(around, ['GetItem', 'UpdateItem'])],
    'ingest-upload': [
      tasks(around, ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']),
      ...readVideos(around),
      sending(around),
    ],
    reconcile: [tasks(around, ['GetItem', 'BatchGetItem', 'UpdateItem']), sending(around)],
    sweep: [
      tasks(around, ['GetItem', 'BatchGetItem', 'UpdateItem', 'DeleteItem']),
      listing(around, [BY_CARE]),
      ...removeResults(around),
      sending(around),
      allow(['sqs:GetQueueAttributes'], [around.queues.queues.tasks.queueArn]),
      asking(),
    ],
    announce: [announcing(around)],
  };
}

function tasks({ storage }: Surroundings, actions: readonly string[], keys?: object): Permission {
  return allow(
    actions.map((action) => `dynamodb:${action}`),
    [storage.taskTable.tableArn],
    keys === undefined ? {} : { conditions: { 'ForAllValues:StringLike': keys } },
  );
}

function listing({ storage }: Surroundings, indexes: readonly TableIndex[]): Permission {
  return allow(
    ['dynamodb:Query'],
    indexes.map(({ name }) => `${storage.taskTable.tableArn}/index/${name}`),
  );
}

function sending({ queues }: Surroundings): Permission {
  return allow(['sqs:SendMessage'], [queues.queues.tasks.queueArn]);
}

function announcing({ storage }: Surroundings): Permission {
  const bus = Stack.of(storage).formatArn({
    service: 'events',
    resource: 'event-bus',
    resourceName: EVENT_BUS,
  });
  return allow(['events:PutEvents'], [bus], {
    conditions: { StringEquals: { 'events:source': EVENT_SOURCE, 'events:detail-type': TASK_ENDED } },
  });
}
