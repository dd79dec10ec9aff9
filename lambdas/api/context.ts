/** What every route of the API has at hand. */
import type { S3Client } from '@aws-sdk/client-s3';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Context } from 'hono';
import { ENV, envOr } from '../../core/environment.ts';
import { PosefleetError } from '../../core/errors.ts';
import { isOwnerName } from '../../core/owner.ts';
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

/**
 * Whose request it is: what the authorizer found. Where no authorizer has looked at it, it is refused, unless this
 * is a service of one person who is named by `POSEFLEET_ANONYMOUS_OWNER`.
 *
 * @throws PosefleetError `unauthorized`.
 */
export function ownerOf(c: Pick<Context<ApiEnv>, 'env'>): string {
  const owner = ownerIfKnown(c);
  if (owner !== undefined) return owner;
  throw new PosefleetError('unauthorized', 'Send a valid token as Authorization: Bearer TOKEN.');
}

/** Whose request it is; undefined when nobody knows, as with the routes that are open to all. */
export function ownerIfKnown({ env }: Pick<Context<ApiEnv>, 'env'>): string | undefined {
  const found: unknown = env.event.requestContext.authorizer?.owner ?? envOr(ENV.anonymousOwner, '');
  return typeof found === 'string' && isOwnerName(found) ? found : undefined;
}

/** Adds a task's id to the log lines of this request. */
export function logTask({ var: { logFields } }: Pick<Context<ApiEnv>, 'var'>, taskId: string): void {
  logFields.task_id = taskId;
}

/** Adds an upload's id to the log lines of this request. */
export function logUpload({ var: { logFields } }: Pick<Context<ApiEnv>, 'var'>, uploadId: string): void {
  logFields.upload_id = uploadId;
}
