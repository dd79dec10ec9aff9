import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { ENV } from './environment.ts';
import {
  LIMIT_DEFAULTS,
  MOST_BOXES_BYTES,
  requireBoxesBytes,
  requireVideoBytes,
  requireVideoSeconds,
  requireVideoSide,
  videoLimitsFromEnvironment,
} from './limits.ts';

const NAMES = [ENV.maxUploadBytes, ENV.maxVideoSeconds, ENV.maxVideoSide] as const;
afterEach(() => {
  for (const name of NAMES) delete process.env[name];
});

test('without variables the defaults hold; a variable that is no number is named', () => {
  const { videoBytes: bytes, videoSeconds: seconds, videoSide: side } = LIMIT_DEFAULTS;
  assert.deepEqual(videoLimitsFromEnvironment(), { bytes, seconds, side });
  process.env[ENV.maxVideoSeconds] = '90';
  assert.equal(videoLimitsFromEnvironment().seconds, 90);
  process.env[ENV.maxVideoSide] = 'large';
  assert.throws(
    videoLimitsFromEnvironment,
    /POSEFLEET_MAX_VIDEO_SIDE must be a number above zero, not large/,
  );
});

test('each limit is the most that is accepted', () => {
  assert.doesNotThrow(() => requireVideoBytes(10, { bytes: 10 }));
  assert.throws(() => requireVideoBytes(11, { bytes: 10 }), { code: 'too_large' });
  assert.doesNotThrow(() => requireBoxesBytes(MOST_BOXES_BYTES));
  assert.throws(() => requireBoxesBytes(MOST_BOXES_BYTES + 1), { code: 'bboxes_invalid' });
  assert.doesNotThrow(() => requireVideoSide({ width: 10, height: 10 }, { side: 10 }));
  for (const size of [
    { width: 11, height: 1 },
    { width: 1, height: 11 },
  ]) {
    assert.throws(() => requireVideoSide(size, { side: 10 }), { code: 'too_large' });
  }
});

for (const [duration, options, accepted] of [
  [60, {}, true],
  [60.1, {}, false],
  [3600, { end_seconds: 60 }, true],
  [3600, { end_seconds: 61 }, false],
  [3600, { start_seconds: 3540 }, true],
  [3600, { start_seconds: 3600, end_seconds: 9000 }, true],
  [3600, { start_seconds: 100, end_seconds: 160 }, true],
  [3600, { start_seconds: 5000 }, true],
] as const) {
  test(`of ${duration} s with ${JSON.stringify(options)} a minute is ${accepted ? '' : 'not '}all`, () => {
    const check = () => requireVideoSeconds(duration, options, { seconds: 60 });
    if (accepted) assert.doesNotThrow(check);
    else assert.throws(check, { code: 'too_long', message: /at most 60 s/ });
  });
}
