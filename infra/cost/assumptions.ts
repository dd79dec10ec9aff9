/** What an estimate takes for granted, in sentences for the documentation. */
import { COMPUTE_GUESSES, DEFAULT_INPUTS } from './inputs.ts';
import { PRICES_AS_OF, PRICES_REGION } from './prices.ts';

/** Subject of an assumption. */
export type AssumptionTopic = 'prices' | 'speed' | 'machines' | 'sizes' | 'requests' | 'rest' | 'left out';

/** One assumption. */
export interface Assumption {
  topic: AssumptionTopic;
  sentence: string;
}

const { startSeconds, videoGbPerHour, resultGbPerHour, requestsPerTask, diskGiB, mediaDays } = DEFAULT_INPUTS;

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
    sentence: `A machine with a GPU works for ${COMPUTE_GUESSES.gpu.realTimeFactor} s on a second of video at 30 frames a second, a machine of 4 vCPUs without one for ${COMPUTE_GUESSES.cpu.realTimeFactor} s. Both are guesses from runs on another machine, not measurements on AWS: the dashboard shows the real factor, RealTimeFactor.`,
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
