import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_INSTANCE_TYPES } from '../compute/instance-types.ts';
import { Network } from '../compute/network.ts';
import { parseConfig } from '../config/config.ts';
import { templateOf } from '../testing/test-stack.ts';
import { ASSUMPTIONS } from './assumptions.ts';
import { costTable, renderCostTable } from './cost-table.ts';
import { estimateCost } from './estimate.ts';
import { type CostInputs, DEFAULT_INPUTS, inputsOf, NO_LOAD } from './inputs.ts';
import { jobPrice } from './job-price.ts';
import { MACHINE_PRICES, machinePrice, PRICES, PRICES_AS_OF } from './prices.ts';

const amount = (most: number) => fc.double({ min: 0, max: most, noNaN: true });
const anyInputs: fc.Arbitrary<CostInputs> = fc.record({
  instanceType: fc.constantFrom(...Object.keys(MACHINE_PRICES)),
  spotShare: amount(1),
  network: fc.constantFrom('public' as const, 'private' as const),
  interfaceEndpoints: fc.nat(10),
  zones: fc.nat(3),
  diskGiB: amount(2000),
  imageGb: amount(10),
  mediaDays: fc.nat(400),
  retentionDays: fc.nat(400),
  alarmMetrics: fc.nat(100),
  tasks: fc.integer({ min: 1, max: 100_000 }),
  videoHours: amount(10_000),
  realTimeFactor: amount(10),
  tasksPerStart: fc.integer({ min: 1, max: 100 }),
  startSeconds: fc.nat(1000),
  videoGbPerHour: amount(20),
  resultGbPerHour: amount(20),
  downloads: amount(5),
  requestsPerTask: fc.nat(1000),
  workerKinds: fc.nat(20),
});

/** Inputs of which more is never cheaper. */
const GROWING = [
  'interfaceEndpoints',
  'zones',
  'diskGiB',
  'imageGb',
  'mediaDays',
  'retentionDays',
  'alarmMetrics',
  'tasks',
  'videoHours',
  'realTimeFactor',
  'startSeconds',
  'videoGbPerHour',
  'resultGbPerHour',
  'downloads',
  'requestsPerTask',
  'workerKinds',
] as const satisfies readonly (keyof CostInputs)[];

const itemOf = (items: readonly { item: string; usd: number }[], name: RegExp): number => {
  const found = items.find(({ item }) => name.test(item));
  assert.ok(found, `an item ${name}`);
  return found.usd;
};
const near = (actual: number, wanted: number) =>
  assert.ok(Math.abs(actual - wanted) < 1e-9 * Math.max(1, wanted), `${actual} is not ${wanted}`);

describe('estimateCost', () => {
  it('never falls when there is more of anything', () => {
    fc.assert(
      fc.property(anyInputs, fc.constantFrom(...GROWING), fc.nat(50), (inputs, name, more) => {
        const before = estimateCost(inputs).usd;
        const after = estimateCost({ ...inputs, [name]: inputs[name] + more }).usd;
        assert.ok(after >= before - 1e-9, `${name} + ${more}: ${before} became ${after}`);
      }),
    );
  });

  it('costs the rest alone without tasks', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const idle = estimateCost({ ...inputs, ...NO_LOAD });
        assert.equal(idle.loadUsd, 0);
        assert.equal(idle.usd, idle.restUsd);
        assert.equal(idle.usdPerVideoHour, undefined);
        assert.deepEqual(idle.rest, estimateCost(inputs).rest);
      }),
    );
  });

  it('sums its items, none of them below zero', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const { rest, load, usd } = estimateCost(inputs);
        const items = [...rest, ...load];
        assert.ok(items.every((item) => item.usd >= 0));
        assert.equal(new Set(items.map(({ item }) => item)).size, items.length);
        near(
          items.reduce((total, item) => total + item.usd, 0),
          usd,
        );
      }),
    );
  });

  it('is cheaper the more of it runs on Spot, and the more tasks share a start', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const { usd } = estimateCost(inputs);
        assert.ok(estimateCost({ ...inputs, spotShare: 1 }).usd <= usd + 1e-9);
        assert.ok(estimateCost({ ...inputs, tasksPerStart: inputs.tasksPerStart * 2 }).usd <= usd + 1e-9);
      }),
    );
  });

  it('pays a machine for its work and its starts', () => {
    // 10 hours of video at factor 0.5 and 12 starts of 5 minutes make 6 hours.
    const config = parseConfig({ compute: 'gpu', maxUploadGiB: 10 });
    const inputs = inputsOf(config, {
      tasks: 12,
      videoHours: 10,
      spotShare: 0,
      realTimeFactor: 0.5,
      diskGiB: 100,
    });
    const { load } = estimateCost(inputs);
    near(itemOf(load, /on demand/), 6 * 0.526);
    near(itemOf(load, /Spot/), 0);
    near(itemOf(load, /addresses/), 6 * 0.005);
    near(itemOf(load, /disks/), (6 * 100 * 0.08) / 730);
  });

  it('keeps results for as long as they are retained', () => {
    const month = estimateCost({ ...DEFAULT_INPUTS, retentionDays: 30 }).load;
    const year = estimateCost({ ...DEFAULT_INPUTS, retentionDays: 360 }).load;
    near(itemOf(year, /results/), 12 * itemOf(month, /results/));
    near(itemOf(year, /videos/), itemOf(month, /videos/));
  });

  it('pays for interface endpoints at rest, in a private network alone', () => {
    const rest = estimateCost({
      ...DEFAULT_INPUTS,
      network: 'private',
      interfaceEndpoints: 6,
      zones: 2,
    }).rest;
    near(itemOf(rest, /endpoints/), 6 * 2 * 730 * 0.01);
    assert.ok(!estimateCost(DEFAULT_INPUTS).rest.some(({ item }) => /endpoints/.test(item)));
    assert.equal(itemOf(estimateCost({ ...DEFAULT_INPUTS, network: 'private' }).load, /addresses/), 0);
  });

  it('names the input that is wrong', () => {
    const refused = (changes: Partial<CostInputs>, message: RegExp) =>
      assert.throws(() => estimateCost({ ...DEFAULT_INPUTS, ...changes }), message);
    refused({ instanceType: 'x9.huge' }, /x9\.huge .*Known are g4dn\.xlarge/);
    refused({ instanceType: 'constructor' }, /no price of constructor/);
    refused({ spotShare: 1.5 }, /spotShare must be 0 to 1/);
    refused({ tasksPerStart: 0 }, /tasksPerStart/);
    refused({ videoHours: Number.NaN }, /videoHours/);
    refused({ realTimeFactor: -1 }, /realTimeFactor/);
    refused({ tasks: 0 }, /a video comes with a task/);
  });
});

describe('inputs of a configuration', () => {
  it('take machine, disk, network and retention from it', () => {
    const config = parseConfig({ compute: 'gpu', network: 'private', retentionDays: 7, maxUploadGiB: 100 });
    const { instanceType, network, retentionDays, diskGiB } = inputsOf(config);
    assert.deepEqual([instanceType, network, retentionDays], ['g4dn.xlarge', 'private', 7]);
    assert.ok(diskGiB > 2 * inputsOf(parseConfig({ compute: 'gpu' })).diskGiB);
  });

  it('count the interface endpoints that the network has', () => {
    const config = parseConfig({ network: 'private' });
    const template = templateOf((stack) => new Network(stack, 'Network', { config }));
    const endpoints = Object.values(
      template.findResources('AWS::EC2::VPCEndpoint', { Properties: { VpcEndpointType: 'Interface' } }),
    );
    const { interfaceEndpoints, zones } = inputsOf(config);
    assert.equal(endpoints.length, interfaceEndpoints);
    assert.equal(endpoints[0]?.Properties.SubnetIds.length, zones);
  });

  it('have a price for every default machine', () => {
    for (const compute of ['gpu', 'cpu'] as const) {
      for (const type of DEFAULT_INSTANCE_TYPES[compute]) assert.ok(machinePrice(type), type);
    }
  });
});

describe('the price of a job', () => {
  it('is its share of the machine', () => {
    const one = jobPrice(parseConfig({ compute: 'gpu', instances: { types: ['g4dn.2xlarge'] } }));
    const half = jobPrice(parseConfig({ instances: { types: ['m7i.2xlarge'] } }));
    assert.deepEqual(one, { instanceType: 'g4dn.2xlarge', onDemandUsd: 0.752, spotUsd: 0.41 });
    assert.equal(half?.onDemandUsd, 0.4032 / 2);
    assert.equal(jobPrice(parseConfig({ instances: { types: ['x9.huge'] } })), undefined);
  });
});

describe('the price table', () => {
  it('is dated, and no price is missing', () => {
    assert.match(PRICES_AS_OF, /^\d{4}-\d\d-\d\d$/);
    for (const { usd, unit } of Object.values(PRICES)) assert.ok(usd > 0 && unit !== '');
  });

  it('has Spot below on demand for each machine', () => {
    for (const { spotUsd, onDemandUsd } of Object.values(MACHINE_PRICES))
      assert.ok(0 < spotUsd && spotUsd < onDemandUsd);
    assert.equal(machinePrice('x9.huge'), undefined);
  });
});

describe('the tables of the documentation', () => {
  it('hold what the estimates say', () => {
    const [first] = costTable();
    const text = renderCostTable();
    assert.ok(first);
    assert.equal(
      first.perVideoHourSpotUsd,
      estimateCost({ ...DEFAULT_INPUTS, spotShare: 1 }).usdPerVideoHour,
    );
    assert.ok(
      text.includes(
        `| ${first.deployment} | ${first.models} | ${first.realTimeFactor} | ${first.restUsd.toFixed(2)} |`,
      ),
    );
    for (const { sentence } of ASSUMPTIONS) assert.ok(text.includes(`- ${sentence}\n`));
  });

  it('have as many cells in each row as in the head', () => {
    const cells = (line: string) => line.split('|').length;
    for (const table of renderCostTable()
      .split('\n\n')
      .filter((part) => part.startsWith('|'))) {
      assert.equal(new Set(table.split('\n').map(cells)).size, 1, table);
    }
  });
});
