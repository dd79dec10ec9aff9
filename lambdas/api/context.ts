/** What every route of the API has at hand. */
import type { S3Client } from '@aws-sdk/client-s3';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Context } from 'hono';
import { ENV, envOr } from '../../core/environment.ts';
import type { Store } from '../../core/store/store.ts';
import type { ApiSettings } from './settings.ts';

/** The outside world of the API. */
export interface Dependencies {
  settings: ApiSettings;
  store: Store;
  s3: S3Client;
}

/** What Hono carries along with a request. */
export interface ApiEnv {
  Bindings: { event: APIGatewayProxyEvent };
  Variables: {
    /** Ids that belong into each log line of the request. */
    logFields: Record<string, string>;
  };
}

/** The API as an application of Hono. */
export type Api = OpenAPIHono<ApiEnv>;

/** Dependencies are made at the first request, so that the description of the API can be had without them. */
export type DependencySource = () => Dependencies;

/** Whose request it is: what the authorizer found, else the owner of this installation. */
export function ownerOf({ env }: Pick<Context<ApiEnv>, 'env'>): string {
  const owner: unknown = env.event.requestContext.authorizer?.owner;
  return typeof owner === 'string' && owner !== '' ? owner : envOr(ENV.defaultOwner, 'local');
}

/** Adds a task's id to the log lines of this request. */
export function logTask({ var: { logFields } }: Pick<Context<ApiEnv>, 'var'>, taskId: string): void {
  logFields.task_id = taskId;
}

/** Adds an upload's id to the log lines of this request. */
export function logUpload({ var: { logFields } }: Pick<Context<ApiEnv>, 'var'>, uploadId: string): void {
  logFields.upload_id = uploadId;
}
