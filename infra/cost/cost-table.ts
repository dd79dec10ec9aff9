/** The tables of the documentation, made from the estimates. */
import { instanceTypesOf } from '../compute/instance-types.ts';
import { parseConfig } from '../config/config.ts';
import { ASSUMPTIONS } from './assumptions.ts';
import { type CostEstimate, type CostItem, estimateCost } from './estimate.ts';
import { DEFAULT_INPUTS, inputsOf } from './inputs.ts';
import { PRICES_AS_OF, PRICES_REGION } from './prices.ts';
import { estimateSpeed } from './speed.ts';

/** One row: a kind of deployment and what it costs, in US dollars. */
export interface CostRow {
  deployment: string;
  /** Models of requests that name none. */
  models: string;
  /** Machine seconds for a second of video. */
  realTimeFactor: number;
  restUsd: number;
  perVideoHourSpotUsd: number;
  perVideoHourOnDemandUsd: number;
}

/** Deployments of the table, as they stand in cdk.json. */
const DEPLOYMENTS = [
  {},
  { models: { default: 'movenet-multipose' } },
  { compute: 'gpu', instances: { types: ['g4dn.xlarge'] } },
  { compute: 'gpu', instances: { types: ['g5.xlarge'] } },
  { compute: 'gpu', instances: { types: ['g6.xlarge'] } },
  { compute: 'gpu', instances: { types: ['g4dn.xlarge'] }, network: 'private' },
] as const;

/** What usual deployments cost, with the guesses of `inputsOf` for the load. */
export function costTable(): CostRow[] {
  return DEPLOYMENTS.map((deployment) => {
    const config = parseConfig(deployment);
    const spot = estimateCost(inputsOf(config, { spotShare: 1 }));
    const onDemand = estimateCost(inputsOf(config, { spotShare: 0 }));
    const [instanceType] = instanceTypesOf(config);
    return {
      deployment: `${config.compute}, ${instanceType}, network ${config.network}`,
      ...estimateSpeed(config),
      restUsd: spot.restUsd,
      perVideoHourSpotUsd: perHour(spot),
      perVideoHourOnDemandUsd: perHour(onDemand),
    };
  });
}

/** All of it in Markdown: deployments, the default one's items, assumptions. */
export function renderCostTable(): string {
  const { tasks, videoHours } = DEFAULT_INPUTS;
  const estimate = estimateCost(DEFAULT_INPUTS);
  const parts = [
    `US dollars, ${PRICES_REGION}, prices of ${PRICES_AS_OF}; to be checked before they are relied on.`,
    markdown(
      [
        'Deployment',
        'Models',
        'Times the length of the video',
        'At rest, a month',
        'An hour of video, Spot',
        'An hour of video, on demand',
      ],
      costTable().map((row) => [
        row.deployment,
        row.models,
        String(row.realTimeFactor),
        usd(row.restUsd),
        usd(row.perVideoHourSpotUsd),
        usd(row.perVideoHourOnDemandUsd),
      ]),
    ),
    `The default deployment, ${tasks} videos and ${videoHours} hours of video a month:`,
    markdown(['At rest', 'A month'], withTotal(estimate.rest, estimate.restUsd)),
    markdown(['For the videos', 'A month'], withTotal(estimate.load, estimate.loadUsd)),
    'What is taken for granted:',
    ASSUMPTIONS.map(({ sentence }) => `- ${sentence}`).join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function perHour(estimate: CostEstimate): number {
  if (estimate.usdPerVideoHour === undefined) throw new Error('The inputs of a table must have videoHours.');
  return estimate.usdPerVideoHour;
}

function withTotal(items: readonly CostItem[], total: number): string[][] {
  const paid = items.filter(({ usd }) => usd > 0);
  return [...paid.map(({ item, usd: cost }) => [item, usd(cost)]), ['**Together**', `**${usd(total)}**`]];
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    `|${head.map((_, index) => (/[^-\d.< ]/.test(rows[0]?.[index] ?? '') ? '---|' : '---:|')).join('')}`,
    ...rows.map(line),
  ].join('\n');
}

function usd(amount: number): string {
  return amount > 0 && amount < 0.01 ? '< 0.01' : amount.toFixed(2);
}
