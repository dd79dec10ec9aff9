/** The options of `POST /process`: schema, defaults, and what each does. */
import * as z from 'zod';

/** Pairs of a detector and a model, named as rtmlib's modes. */
export const PRESETS = ['performance', 'balanced', 'lightweight'] as const;
/** Name of a pair of a detector and a model. */
export type Preset = (typeof PRESETS)[number];

/** How keypoints can be smoothed over time. */
export const SMOOTHINGS = ['none', 'one_euro'] as const;
/** How keypoints are smoothed over time. */
export type Smoothing = (typeof SMOOTHINGS)[number];

/** DynamoDB stores no number that is nearer to zero. */
const SMALLEST = 1e-130;

const atLeastZero = z
  .number()
  .min(0)
  .refine((value) => value <= 0 || value >= SMALLEST, `must be 0, or at least ${SMALLEST}`);
const probability = atLeastZero.max(1);
const seconds = atLeastZero.max(1e6);

/** Schema of `options`. Unknown fields are refused. Whether a model heeds an option is checked elsewhere. */
export const taskOptionsSchema = z
  .strictObject({
    bbox_threshold: probability.optional().describe('Lowest score of a person to be kept. Default 0.3.'),
    keypoint_threshold: probability
      .optional()
      .describe('Lowest score of a keypoint to be drawn. Default 0.3.'),
    max_people: z.int().min(1).max(1000).optional().describe('People kept a frame, best scores first.'),
    detect_every: z
      .int()
      .min(1)
      .max(300)
      .optional()
      .describe(
        'Run the detector on one frame in this many; between them boxes follow the poses. Default 1.',
      ),
    frame_stride: z.int().min(1).max(10_000).optional().describe('Use one frame in this many. Default 1.'),
    start_seconds: seconds.optional().describe('Skip frames before this time of the video.'),
    end_seconds: seconds.optional().describe('Stop before this time of the video.'),
    detector: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('Detector that finds the people for a top-down model, by its name in the catalogue.'),
    preset: z
      .enum(PRESETS)
      .optional()
      .describe(
        'Detector and model at once, in place of `model`: from the most accurate, `performance`, to the fastest, `lightweight`.',
      ),
    smoothing: z
      .enum(SMOOTHINGS)
      .optional()
      .describe(
        'Whether keypoints are smoothed along each track: `one_euro` by the One Euro filter. It has no effect where the frames that are used are more than a quarter of a second apart, as in videos of fewer than four frames a second, or with a large `frame_stride`. Default `none`.',
      ),
    visualization: z.boolean().optional().describe('Whether to draw a video. Default true.'),
  })
  .refine((options) => (options.end_seconds ?? Infinity) > (options.start_seconds ?? 0), {
    path: ['end_seconds'],
    message: 'must be greater than start_seconds',
  });

/** Options as the caller sent them; absent ones take their defaults in the worker. */
export type TaskOptions = z.infer<typeof taskOptionsSchema>;

/** Defaults of the options; thresholds are MMPose's (`bbox_thr` and `kpt_thr` of its inferencer). */
export const OPTION_DEFAULTS = {
  bbox_threshold: 0.3,
  keypoint_threshold: 0.3,
  detect_every: 1,
  frame_stride: 1,
  start_seconds: 0,
  smoothing: 'none',
  visualization: true,
} as const;
