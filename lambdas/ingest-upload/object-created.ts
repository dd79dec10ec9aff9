/** S3's `Object Created` event as EventBridge delivers it. Its keys are not form-encoded. */
import * as z from 'zod';

const eventSchema = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      size: z.number(),
      etag: z.string().default(''),
      'version-id': z.string().optional(),
      sequencer: z.string().default(''),
    }),
  }),
});

/** An object that has been created. */
export interface CreatedObject {
  bucket: string;
  key: string;
  bytes: number;
  /** What tells this object from others that had its key before: S3's version, or else etag and sequencer. */
  version: string;
}

/** @throws SyntaxError or ZodError when the text is not such an event. */
export function parseObjectCreated(text: string): CreatedObject {
  const { bucket, object } = eventSchema.parse(JSON.parse(text)).detail;
  const { key, size, etag, sequencer, 'version-id': version } = object;
  // While versioning is suspended, all objects of a key have the version `null`.
  const isVersioned = version !== undefined && version !== 'null';
  return { bucket: bucket.name, key, bytes: size, version: isVersioned ? version : `${etag}#${sequencer}` };
}
