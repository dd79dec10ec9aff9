/** What an estimate is made from: a deployment and what it has to do in a month. */
import { END_METRICS, SWEEP_METRICS, WORKER_DIMENSION_SETS, WORKER_METRICS } from '../../core/metrics.ts';
import { instanceTypesOf } from '../compute/instance-types.ts';
import { rootVolumeOf } from '../compute/root-volume.ts';
import { type PosefleetConfig, parseConfig } from '../config/config.ts';
import { estimateSpeed } from './speed.ts';

/** What stands there, whether there is work or not. */
export interface DeploymentInputs {
  /** Must be one of `MACHINE_PRICES` in prices.ts. */
  instanceType: string;
  /** Part of the machine hours that runs on Spot machines, 0 to 1. */
  spotShare: number;
  network: 'public' | 'private';
  /** With network private: interface endpoints, and zones in which each stands. */
  interfaceEndpoints: number;
  zones: number;
  /** Root volume of a machine, in GiB. */
  diskGiB: number;
  /** Compressed size of the worker's image in the registry, in GB. */
  imageGb: number;
  /** Days for which videos, and for which results and records are kept. */
  mediaDays: number;
  retentionDays: number;
  /** Metrics that the alarms look at; each is paid for. */
  alarmMetrics: number;
}

/** What is to be done in a month. */
export interface LoadInputs {
  tasks: number;
  /** Hours of video of all tasks together. */
  videoHours: number;
  /** Machine seconds for each second of video, over the whole task. */
  realTimeFactor: number;
  /** Tasks that one start of a machine serves, one after the other. 1 is the worst case: each comes alone. */
  tasksPerStart: number;
  /** Seconds that a start costs: boot, image, waiting before the machine is given back. */
  startSeconds: number;
  /** Size of the videos and of predictions and drawn video, in GB an hour of video. */
  videoGbPerHour: number;
  resultGbPerHour: number;
  /** How often each result is downloaded to the internet. */
  downloads: number;
  /** Requests to the API for each task. */
  requestsPerTask: number;
  /** Pairs of model and instance type that work in the month. */
  workerKinds: number;
}

/** All inputs. */
export interface CostInputs extends DeploymentInputs, LoadInputs {}

/** Metrics that the sweeper writes at rest. */
export const REST_METRICS = Object.keys(SWEEP_METRICS).length;

/** Metrics that are written while there is work, for `kinds` pairs of model and instance type. */
export function loadMetrics(kinds: number): number {
  const workerSets = 1 + (WORKER_DIMENSION_SETS.length - 1) * kinds;
  // Accepted tasks are one more.
  return Object.keys(WORKER_METRICS).length * workerSets + Object.keys(END_METRICS).length + 1;
}

/** No work at all. */
export const NO_LOAD = { tasks: 0, videoHours: 0 } as const;

/** What does not follow from a configuration: a hundred videos of six minutes, on Spot machines. */
const GUESSES = {
  spotShare: 1,
  zones: 2,
  mediaDays: 30,
  alarmMetrics: 40,
  tasks: 100,
  videoHours: 10,
  tasksPerStart: 1,
  startSeconds: 300,
  videoGbPerHour: 2,
  resultGbPerHour: 2.2,
  downloads: 1,
  requestsPerTask: 50,
  workerKinds: 1,
} as const;
/** Interface endpoints of a private network; a test holds both numbers to the network. */
const INTERFACE_ENDPOINTS = 6;
/** Guesses that depend on the kind of compute. */
const IMAGE_GB = { cpu: 1, gpu: 4 } as const;

/** Inputs for a deployment of this configuration, with the guesses for all that it does not say. */
export function inputsOf(config: PosefleetConfig, load: Partial<CostInputs> = {}): CostInputs {
  const { compute, network, retentionDays } = config;
  const [instanceType = ''] = instanceTypesOf(config);
  return {
    ...GUESSES,
    imageGb: IMAGE_GB[compute],
    realTimeFactor: estimateSpeed(config).realTimeFactor,
    instanceType,
    network,
    interfaceEndpoints: INTERFACE_ENDPOINTS,
    diskGiB: rootVolumeOf(config),
    retentionDays,
    ...load,
  };
}

/** The default deployment with the default load. */
export const DEFAULT_INPUTS: CostInputs = inputsOf(parseConfig({}));
