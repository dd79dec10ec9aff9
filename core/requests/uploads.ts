/** The routes under `/uploads`. */
import * as z from 'zod';
import { idField, idParameter, timeField } from './fields.ts';

/** Parts that one request may ask to be signed. */
export const MOST_PARTS_A_REQUEST = 1000;
/** Parts that a multipart upload may have at most; S3's own limit. */
export const MOST_PARTS = 10_000;

const partNumber = z.int().min(1).max(MOST_PARTS);
const signedPart = z.object({ part_number: partNumber, url: z.url() });

/** Body of `POST /uploads`. */
export const uploadRequestSchema = z
  .strictObject({
    file_name: z.string().min(1).max(1000).describe('Name of the file; folders before it are dropped.'),
    bytes: z.int().min(1).describe('Exact size of the file.'),
  })
  .meta({ id: 'UploadRequest' });
/** Body of `POST /uploads`. */
export type UploadRequest = z.infer<typeof uploadRequestSchema>;

const singleUpload = z.object({
  url: z.url().describe('Where to PUT the whole file.'),
  expires_at: timeField.describe('When the URL ends; ask for another one.'),
});
const partUpload = z.object({
  part_bytes: z.int().describe('Size of every part but the last.'),
  part_count: z.int().describe('Parts of the whole file.'),
  parts: z.array(signedPart).describe('Where to PUT each part.'),
  expires_at: timeField.describe('When the URLs end; ask for others.'),
});
const uploadPlace = {
  upload_id: idField,
  video_filename: z.string().describe('What to name in `POST /process` once the upload is complete.'),
};

/** Answer of `POST /uploads`: `url` for a small file, else `part_bytes` and the first `parts`. */
export const uploadAnswerSchema = z
  .union([singleUpload.extend(uploadPlace), partUpload.extend(uploadPlace)])
  .meta({ id: 'Upload' });
/** Answer of `POST /uploads`. */
export type UploadAnswer = z.infer<typeof uploadAnswerSchema>;

/** Path parameters of the routes of one upload. */
export const uploadParamsSchema = z.object({ upload_id: idParameter });

/** Body of `POST /uploads/{upload_id}/parts`. */
export const uploadPartsRequestSchema = z
  .strictObject({
    part_numbers: z
      .array(partNumber)
      .min(1)
      .max(MOST_PARTS_A_REQUEST)
      .optional()
      .describe('Parts to sign. A file that goes up in one request needs none.'),
  })
  .meta({ id: 'UploadPartsRequest' });

/** Answer of `POST /uploads/{upload_id}/parts`. */
export const uploadPartsAnswerSchema = z.union([singleUpload, partUpload]).meta({ id: 'UploadParts' });
/** Answer of `POST /uploads/{upload_id}/parts`. */
export type UploadPartsAnswer = z.infer<typeof uploadPartsAnswerSchema>;

/** Body of `POST /uploads/{upload_id}/complete`; may be left out. */
export const uploadCompleteRequestSchema = z
  .strictObject({
    parts: z
      .array(z.strictObject({ part_number: partNumber, etag: z.string().min(1).max(200) }))
      .max(MOST_PARTS)
      .optional()
      .describe('What S3 answered for each part, if the caller wants it compared.'),
  })
  .meta({ id: 'UploadCompleteRequest' });

/** Answer of `POST /uploads/{upload_id}/complete`. */
export const uploadCompleteAnswerSchema = z
  .object({
    video_filename: z.string().describe('What to name in `POST /process`.'),
    bytes: z.int().describe('Size of the file.'),
  })
  .meta({ id: 'UploadComplete' });
/** Answer of `POST /uploads/{upload_id}/complete`. */
export type UploadCompleteAnswer = z.infer<typeof uploadCompleteAnswerSchema>;
