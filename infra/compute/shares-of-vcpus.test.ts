import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfig } from '../config/config.ts';
import { reservedPercent, vcpuShares } from './shares-of-vcpus.ts';

describe('shares of the vCPUs', () => {
  it('are all there is together, with room for a job in each', () => {
    for (let maxVcpus = 8; maxVcpus <= 400; maxVcpus += 1) {
      const { spot, onDemand } = vcpuShares(parseConfig({ instances: { maxVcpus } }));
      assert.equal((spot ?? 0) + onDemand, maxVcpus);
      assert.ok((spot as number) >= 4 && onDemand >= 4, `${spot} and ${onDemand} of ${maxVcpus}`);
      assert.ok(onDemand <= Math.max(4, maxVcpus / 4));
    }
  });

  it('are on-demand alone where Spot is off', () => {
    const config = parseConfig({ instances: { maxVcpus: 64, spot: false } });
    assert.deepEqual(vcpuShares(config), { spot: undefined, onDemand: 64 });
  });
});

describe('what is kept free for an owner without jobs', () => {
  const owners = ['one', 'two'];

  it('is a job’s worth', () => {
    assert.equal(reservedPercent(parseConfig({ owners, instances: { maxVcpus: 64 } })), 7);
  });

  it('is nothing for the only owner, or where it would be a large part', () => {
    assert.equal(reservedPercent(parseConfig({})), 0);
    assert.equal(reservedPercent(parseConfig({ owners, instances: { maxVcpus: 8 } })), 0);
  });
});
