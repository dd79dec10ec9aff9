import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfig } from '../config/config.ts';
import { rootVolumeGiB, rootVolumeOf, scratchGiB } from './root-volume.ts';

describe('the root volume', () => {
  it('holds the source, its segments and the drawn video of every job, and the system', () => {
    for (const jobs of [1, 2, 8]) {
      for (const maxUploadGiB of [0.1, 20, 500]) {
        const size = rootVolumeGiB({ maxUploadGiB, jobs });
        assert.ok(size >= 30 + jobs * 3 * maxUploadGiB, `${size} for ${jobs} × ${maxUploadGiB}`);
        assert.ok(Number.isInteger(size));
      }
    }
  });

  it('has room for what one killed job left', () => {
    const one = rootVolumeGiB({ maxUploadGiB: 20, jobs: 1 });
    assert.equal(rootVolumeGiB({ maxUploadGiB: 20, jobs: 2 }) - one, scratchGiB(20));
    assert.ok(one >= 30 + 2 * scratchGiB(20));
  });

  it('grows with the largest machine', () => {
    const small = rootVolumeOf(parseConfig({}));
    assert.equal(small, 170);
    const types = ['m7i.xlarge', 'm7i.8xlarge'];
    assert.equal(rootVolumeOf(parseConfig({ instances: { types } })), small + 7 * scratchGiB(20));
  });

  it('has what jobs must leave free, beside the copies of a video', () => {
    const of = (freeDiskGiB: number) => rootVolumeOf(parseConfig({ limits: { freeDiskGiB } }));
    assert.equal(of(5), of(1), 'that much lies there for predictions');
    assert.equal(of(105), of(1) + 100);
    assert.throws(
      () =>
        rootVolumeOf(
          parseConfig({
            maxUploadGiB: 500,
            job: { vcpus: 4 },
            instances: { types: ['m7i.16xlarge'] },
            limits: { freeDiskGiB: 1000 },
          }),
        ),
      /posefleet\.maxUploadGiB: .*posefleet\.limits\.freeDiskGiB 1000/,
    );
  });

  it('of a size that EBS does not have is refused by the field that asks for it', () => {
    const config = parseConfig({ maxUploadGiB: 500, instances: { types: ['m7i.48xlarge'] } });
    assert.throws(
      () => rootVolumeOf(config),
      /^Error: posefleet\.maxUploadGiB: 48 jobs .* 16384 GiB is the most/,
    );
  });
});
