/** How long a machine works on a second of video, by the configured models and machines: arithmetic, not measurement. */
import { detectorOf, findModel, type ModelFamily, requireModel } from '../../models/catalogue.ts';
import { instanceTypesOf } from '../compute/instance-types.ts';
import type { PosefleetConfig } from '../config/config.ts';
import { modelsOf } from '../config/model-rules.ts';
import { workOf } from './model-work.ts';

/** The video that is taken for granted: frames a second, and people in each. */
export const TYPICAL_VIDEO = { framesPerSecond: 30, people: 2 } as const;

/**
 * Seconds of one vCPU for a frame of 1080p beside the models: decoding and encoding (0.04 measured at 1768 × 994 on a
 * machine that is not AWS's), sampling and drawing (assumed).
 */
export const VIDEO_VCPU_SECONDS = 0.05;

/**
 * What one vCPU computes while all are at work, in thousand millions of multiplications with additions a second.
 * `dense` is near what large matrices and convolutions reached in ONNX Runtime on a shared machine that is not AWS's (34
 * and 39), `light` near what YOLOX-nano did (14 to 31), and RTMPose-m by its makers' 11 ms on a processor of eight cores.
 */
export const VCPU_GMACS = { dense: 35, light: 18 } as const;
/** Networks of large convolutions and matrices; the others are mostly depthwise. */
const DENSE: readonly ModelFamily[] = ['vitpose', 'yolox', 'rtmo'];

/**
 * What a GPU computes in fp32, in the same unit: somewhat more than a third of what its maker states for g4dn (T4), and
 * less for the others, whose memory is slower than their cores. Others have run ViTPose-L on an L4 (g6) at 68 frames a
 * second, which comes to 4200. No model has run on these GPUs by this code.
 */
export const GPU_GMACS: Readonly<Record<string, number>> = { g4dn: 1500, g5: 4000, g6: 4000, g6e: 10_000 };
/** Of a GPU that is not in the table. */
const SLOWEST_GPU = 1500;

/** Model whose work stands for that of models that are not in the catalogue. */
const STAND_IN = 'vitpose-b';

/** An estimate. */
export interface SpeedEstimate {
  /** Machine seconds for each second of video. */
  realTimeFactor: number;
  /** The models that it is for, as `yolox-m and vitpose-b`. */
  models: string;
  /** Those that nothing is known of: the work of ViTPose-B was taken for each. */
  unknown: readonly string[];
}

/** The part of the configuration that decides. */
export type SpeedConfig = Pick<PosefleetConfig, 'compute' | 'instances' | 'job' | 'models'>;

/** Estimates one job of the default model on the first of the instance types. */
export function estimateSpeed(config: SpeedConfig): SpeedEstimate {
  const [finder, perPerson] = namesOf(config);
  const names = [finder, perPerson].filter((name) => name !== undefined);
  const { framesPerSecond, people } = TYPICAL_VIDEO;
  const seconds = (name: string | undefined) => (name === undefined ? 0 : secondsOf(name, config));
  const inference = seconds(finder) + people * seconds(perPerson);
  const video = VIDEO_VCPU_SECONDS / config.job.vcpus;
  // A GPU computes while the processor decodes; without one both are the processor's work.
  const frame = config.compute === 'gpu' ? Math.max(inference, video) : inference + video;
  return {
    realTimeFactor: Number((framesPerSecond * frame).toPrecision(2)),
    models: names.join(' and '),
    unknown: names.filter((name) => workOf(name) === undefined),
  };
}

/** What runs once a frame, and what once a person. */
function namesOf({ models }: SpeedConfig): [finder: string | undefined, perPerson: string | undefined] {
  const known = modelsOf(models);
  const model = findModel(models.default, known) ?? requireModel(models.default);
  if (model.task === 'one-stage') return [model.name, undefined];
  const detector = detectorOf(model, {});
  return [detector === undefined ? undefined : findModel(detector, known)?.name, model.name];
}

/** Seconds of the machine's GPUs, or of all vCPUs of the job, for one run. */
function secondsOf(name: string, { compute, instances, job }: SpeedConfig): number {
  const { gmacs, family } = workOf(name) ?? requireWork(STAND_IN);
  if (compute === 'cpu') return gmacs / (VCPU_GMACS[DENSE.includes(family) ? 'dense' : 'light'] * job.vcpus);
  const [type = ''] = instanceTypesOf({ compute, instances });
  return gmacs / (GPU_GMACS[type.split('.')[0] ?? ''] ?? SLOWEST_GPU);
}

function requireWork(name: string) {
  const work = workOf(name);
  if (work === undefined) throw new Error(`Nothing is known of ${name}.`);
  return work;
}
