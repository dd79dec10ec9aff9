import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import type { Tensor } from '../session.ts';
import { CropBatches, type CropNetwork } from './crop-batches.ts';
import type { CropRunner } from './crop-runner.ts';
import { SingleCrops } from './single-crops.ts';

/** Values of a crop: its number, many times. */
const VALUES = 3;

/** Answers for each row its first value and the sum of all; runs in a later turn, as a session does. */
class EchoNetwork implements CropNetwork {
  readonly batches: number[][] = [];
  readonly #size: number;
  #isRunning = false;

  constructor(size: number) {
    this.#size = size;
  }

  newInput(): Tensor {
    return { shape: [this.#size, VALUES], data: new Float32Array(this.#size * VALUES) };
  }

  async run({ data, shape }: Tensor): Promise<Tensor[]> {
    assert.ok(!this.#isRunning, 'one run at a time');
    assert.deepEqual(shape, [this.#size, VALUES]);
    this.#isRunning = true;
    await nextTurn();
    const rows = Array.from({ length: this.#size }, (_, row) =>
      (data as Float32Array).slice(row * VALUES, (row + 1) * VALUES),
    );
    this.#isRunning = false;
    this.batches.push(rows.map(([first]) => first as number));
    return [
      { shape: [this.#size, 1, 1], data: Float32Array.from(rows, ([first]) => first as number) },
      { shape: [this.#size, 1], data: Float32Array.from(rows, (row) => row.reduce((a, b) => a + b)) },
    ];
  }
}

/** Asks for a crop that is made of a number. */
async function ask(runner: CropRunner, number: number): Promise<void> {
  const outputs = await runner.run((target, offset) => target.fill(number, offset, offset + VALUES));
  assert.deepEqual(outputs, [
    { shape: [1, 1], data: Float32Array.of(number) },
    { shape: [1], data: Float32Array.of(VALUES * number) },
  ]);
}

const never = () => false;

describe('crops in batches', () => {
  it('gives each caller its own row, in whatever order and at whatever time crops come', async () => {
    const arrivals = fc.array(fc.record({ turns: fc.integer({ min: 0, max: 6 }), people: fc.nat(5) }));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), arrivals, async (size, frames) => {
        const network = new EchoNetwork(size);
        let underWay = frames.length;
        const runner = new CropBatches(network, () => underWay > 0);
        let number = 0;
        await Promise.all(
          frames.map(async ({ turns, people }) => {
            for (let turn = 0; turn < turns; turn++) await nextTurn();
            underWay -= 1;
            await Promise.all(Array.from({ length: people }, () => ask(runner, ++number)));
          }),
        );
        assert.equal(network.batches.length, Math.ceil(number / size));
      }),
      { numRuns: 60 },
    );
  });

  it('runs a full batch at once, though more can come', async () => {
    const network = new EchoNetwork(2);
    const runner = new CropBatches(network, () => true);
    await Promise.all([ask(runner, 1), ask(runner, 2)]);
    assert.deepEqual(network.batches, [[1, 2]]);
  });

  it('waits with half a batch as long as more can come', async () => {
    const network = new EchoNetwork(4);
    let canMoreCome = true;
    const runner = new CropBatches(network, () => canMoreCome);
    const first = ask(runner, 1);
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    assert.equal(network.batches.length, 0);
    const second = ask(runner, 2);
    canMoreCome = false;
    await Promise.all([first, second]);
    assert.deepEqual(network.batches, [[1, 2, 0, 0]]);
  });

  it('tells a crop that cannot be filled alone, and goes on', async () => {
    const network = new EchoNetwork(3);
    const runner = new CropBatches(network, never);
    const bad = runner.run(() => {
      throw new Error('no picture');
    });
    await Promise.all([ask(runner, 1), assert.rejects(bad, /no picture/), ask(runner, 2)]);
    await ask(runner, 3);
  });

  it('tells all crops of a batch that fails, and goes on', async () => {
    const network = new EchoNetwork(2);
    const { run } = network;
    network.run = () => Promise.reject(new Error('out of memory'));
    const runner = new CropBatches(network, never);
    await Promise.all([1, 2].map((number) => assert.rejects(ask(runner, number), /out of memory/)));
    network.run = run;
    await ask(runner, 3);
  });
});

for (const [name, runnerOf] of [
  ['in batches', (network: CropNetwork) => new CropBatches(network, never)],
  ['one by one', (network: CropNetwork) => new SingleCrops(network)],
] as const)
  it(`crops ${name}: outputs that are not of the batch are an error`, async () => {
    const network = new EchoNetwork(1);
    network.run = async () => [{ shape: [5, 2], data: new Float32Array(10) }];
    await assert.rejects(ask(runnerOf(network), 1), /A batch of 1 gave an output of the shape \[5, 2\]/);
  });

it('crops one by one each get their own outputs', async () => {
  const runner = new SingleCrops(new EchoNetwork(1));
  await Promise.all([1, 2, 3].map((number) => ask(runner, number)));
});
