/** What an operation of the stand-in is given, and what it answers. */
import type { Readable } from 'node:stream';
import type { MultipartStore } from './multipart-store.ts';
import type { ObjectCreatedEvent } from './object-event.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Request } from './s3-request.ts';

/** What all requests share. */
export interface S3Context {
  store: ObjectStore;
  multipart: MultipartStore;
  /** Bucket whose keys are absolute paths on this machine, without the leading slash; read only. */
  filesBucket: string | undefined;
  /** Is told of each new object, before the caller is. */
  onObjectCreated(event: ObjectCreatedEvent): Promise<void>;
}

/** One request whose signature has been checked. */
export interface S3Call {
  context: S3Context;
  request: S3Request;
  /** What the signature says of the body. */
  payload: string;
  requestId: string;
}

/** An answer. A text is XML. */
export interface S3Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string | Readable;
}

/** An operation. @throws S3Error */
export type S3Operation = (call: S3Call) => S3Answer | Promise<S3Answer>;
