/** The services that calls are made to, as the proxy knows them. */

/** Services of AWS that have a stand-in. */
export const PROXIED_SERVICES = ['s3', 'sqs', 'dynamodb', 'batch'] as const;
/** One of them. */
export type ProxiedService = (typeof PROXIED_SERVICES)[number];

/** A call, or the answer to one. */
export interface HttpMessage {
  headers: Record<string, string>;
  body: Buffer;
}

/** A call. */
export interface Call extends HttpMessage {
  method: string;
  /** Path and query. */
  path: string;
}

/** An answer. */
export interface Answer extends HttpMessage {
  status: number;
}

/** The operation that a call asks for, where a header names it, such as `SendMessage`. */
export function operationOf({ headers }: Call): string {
  return headers['x-amz-target']?.split('.').at(-1) ?? '';
}
