/** What an estimate takes for granted, in sentences for the documentation. */
import { parseConfig } from '../config/config.ts';
import { DEFAULT_INPUTS } from './inputs.ts';
import { PRICES_AS_OF, PRICES_REGION } from './prices.ts';
import { estimateSpeed, GPU_GMACS, TYPICAL_VIDEO, VCPU_GMACS, VIDEO_VCPU_SECONDS } from './speed.ts';

/** Subject of an assumption. */
export type AssumptionTopic = 'prices' | 'speed' | 'machines' | 'sizes' | 'requests' | 'rest' | 'left out';

/** One assumption. */
export interface Assumption {
  topic: AssumptionTopic;
  sentence: string;
}

const { startSeconds, videoGbPerHour, resultGbPerHour, requestsPerTask, diskGiB, mediaDays } = DEFAULT_INPUTS;

const vitpose = estimateSpeed(parseConfig({}));
const onGpu = estimateSpeed(parseConfig({ compute: 'gpu', instances: { types: ['g4dn.xlarge'] } }));
const movenet = estimateSpeed(parseConfig({ models: { default: 'movenet-multipose' } }));

/** All assumptions of `estimateCost` and of the tables made with its default inputs. */
export const ASSUMPTIONS: readonly Assumption[] = [
  {
    topic: 'prices',
    sentence: `Prices are AWS's list prices of ${PRICES_REGION}, gathered on ${PRICES_AS_OF}, most of them from price comparisons that quote AWS and a few from memory; check them on AWS's own pages. Free tiers, discounts and taxes are left out.`,
  },
  {
    topic: 'prices',
    sentence:
      'Spot prices are typical ones; they move by the hour, and a Spot machine may not be there at all.',
  },
  {
    topic: 'speed',
    sentence: `The speed is worked out from what the models compute, and was not measured on AWS. It is for the model of requests that name none, its detector on each frame, ${TYPICAL_VIDEO.framesPerSecond} frames a second and ${TYPICAL_VIDEO.people} people in each: ${vitpose.models} work for ${vitpose.realTimeFactor} s on a second of video on 4 vCPUs, and ${onGpu.realTimeFactor} s on a g4dn.xlarge; ${movenet.models} for ${movenet.realTimeFactor} s on 4 vCPUs. It may be wrong by a factor of two; the dashboard shows the real one, RealTimeFactor.`,
  },
  {
    topic: 'speed',
    sentence: `Counted from its architecture is the work of ViTPose; that of RTMPose, RTMW, DWPose, YOLOX and RTMDet is published; RTMO's is guessed; MoveNet's follows from its time on another machine. Assumed is that a vCPU, with all others of the machine at work, does ${VCPU_GMACS.dense} thousand million multiplications a second in large networks and ${VCPU_GMACS.light} in small ones, as it was on a machine that is not AWS's; a GPU ${Object.entries(
      GPU_GMACS,
    )
      .map(([family, gmacs]) => `${gmacs} (${family})`)
      .join(
        ', ',
      )}, in fp32, which follows from makers' figures and one measurement of others; and that decoding, drawing and encoding take a vCPU ${VIDEO_VCPU_SECONDS} s for a frame of 1080p. A model of your own is taken to be like ViTPose-B.`,
  },
  {
    topic: 'machines',
    sentence: `Each task starts a machine of its own and pays ${startSeconds / 60} minutes for its start and its end: the worst case. Tasks that follow each other share a start. A machine works on one task at a time.`,
  },
  {
    topic: 'machines',
    sentence: `A machine has a disk of ${diskGiB} GiB, by the largest video that is allowed, and with network public an IPv4 address, for as long as it runs. AWS Batch itself costs nothing, and there is no NAT gateway.`,
  },
  {
    topic: 'sizes',
    sentence: `An hour of video has ${videoGbPerHour} GB, its predictions and the drawn video ${resultGbPerHour} GB; results are kept for the days of the configuration and each is downloaded once. Videos are counted for ${mediaDays} days, but nothing removes them by itself. Uploads cost nothing.`,
  },
  {
    topic: 'requests',
    sentence: `A task means ${requestsPerTask} requests to the API, most of them for its progress, and one heartbeat a second while it is worked on.`,
  },
  {
    topic: 'rest',
    sentence:
      'At rest there are no machines: what is paid is the dashboard, the alarms, the sweeper every five minutes, the long polling of three queues by Lambda, the key of the alarm topic and the image in the registry.',
  },
  {
    topic: 'left out',
    sentence:
      'Not counted: traffic between zones, requests of the callers that are refused, support plans, the first gigabytes that AWS gives away.',
  },
];
