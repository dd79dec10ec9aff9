/** The schema of a contract in an entry that somebody adds; `model-contract.ts` says what the fields mean. */
import * as z from 'zod';
import { KEYPOINT_SETS, type KeypointSetName } from '../../core/keypoint-sets.ts';

const tensorName = z.string().min(1).max(200);
const pixels = z.int().min(1).max(4096);
const colour = z.number().min(0).max(255);
const shape = z.array(z.union([z.int().min(1), z.string().min(1)])).min(1);
const channels = z.tuple([z.number(), z.number(), z.number()]);
const deviation = z.number().positive();

const size = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), width: pixels, height: pixels }),
  z.strictObject({ kind: z.literal('multiples'), step: pixels, longSide: pixels }),
]);

const fit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('letterbox-top-left') }),
  z.strictObject({ kind: z.literal('box'), scale: z.number().min(0.5).max(4), udp: z.boolean() }),
]);

const input = z.strictObject({
  name: tensorName,
  type: z.enum(['int32', 'float32']),
  layout: z.enum(['nhwc', 'nchw']),
  colours: z.enum(['rgb', 'bgr']),
  shape: shape.length(4, 'must have four sizes'),
  size,
  mean: channels,
  deviation: z.tuple([deviation, deviation, deviation]),
  fit,
  padding: colour,
});

const heatmap = z.discriminatedUnion('refine', [
  z.strictObject({
    kind: z.literal('heatmap'),
    refine: z.literal('dark'),
    kernel: z
      .int()
      .min(3)
      .max(99)
      .refine((kernel) => kernel % 2 === 1, 'must be odd'),
  }),
  z.strictObject({ kind: z.literal('heatmap'), refine: z.enum(['quarter', 'none']) }),
]);

const label = z.int().min(0);

const decode = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('movenet-multipose') }),
  z.strictObject({ kind: z.literal('movenet-singlepose') }),
  heatmap,
  z.strictObject({
    kind: z.literal('simcc'),
    split: z.number().min(1).max(16),
    score: z.enum(['min', 'mean']),
  }),
  z.strictObject({ kind: z.literal('rtmo') }),
  z.strictObject({ kind: z.literal('detections'), person: label }),
  z.strictObject({
    kind: z.literal('yolox-grid'),
    strides: z.array(pixels).min(1),
    person: label,
    nms: z.number().gt(0).max(1),
  }),
]);

/** Schema of a contract. Unknown fields are refused. */
export const modelContractSchema = z.strictObject({
  input,
  outputs: z.array(z.strictObject({ name: tensorName, shape })).min(1),
  decode,
  keypoints: z.enum(Object.keys(KEYPOINT_SETS) as [KeypointSetName, ...KeypointSetName[]]).exactOptional(),
});
