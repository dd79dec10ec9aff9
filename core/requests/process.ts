/** `POST /process`. */
import * as z from 'zod';
import { TASK_STATUSES } from '../task.ts';
import { taskOptionsSchema } from '../task-options.ts';
import { idField } from './fields.ts';

/** Longest path that a request may name: the longest path of Linux. */
const LONGEST_PATH = 4096;

const path = z.string().min(1).max(LONGEST_PATH);

/** Body of `POST /process`. */
export const processRequestSchema = z
  .strictObject({
    video_filename: path.describe(
      'The video: `s3://bucket/key`, a key of the media bucket, or in the local service a path on its machine.',
    ),
    model: z.string().min(1).max(100).nullish().describe('Name of a model; the service has a default.'),
    bboxes_path: path
      .nullish()
      .describe(
        'A file of boxes that are used in place of the detector: a list of boxes a frame, COCO detections, boxes with ids, lines of MOTChallenge, or predictions as MMPose writes them; the same kinds of place.',
      ),
    options: taskOptionsSchema.nullish().describe('See the options.'),
  })
  .meta({ id: 'ProcessRequest' });
/** Body of `POST /process`. */
export type ProcessRequest = z.infer<typeof processRequestSchema>;

/** Headers of `POST /process`. */
export const processHeadersSchema = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(255)
    .regex(/^[\x20-\x7e]+$/, 'must be printable ASCII')
    .optional()
    .describe('The same key and body give the same task; 1 to 255 printable ASCII characters.'),
});

/** Answer of `POST /process`. */
export const processAnswerSchema = z
  .object({
    task_id: idField.describe('What to ask `GET /status/{task_id}` for.'),
    status: z.enum(TASK_STATUSES).describe('`queued`, or how far an earlier task of the same key is.'),
    message: z.string().describe('For people.'),
  })
  .meta({ id: 'ProcessAnswer' });
/** Answer of `POST /process`. */
export type ProcessAnswer = z.infer<typeof processAnswerSchema>;
