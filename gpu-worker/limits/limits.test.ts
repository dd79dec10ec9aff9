import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { after, afterEach, before, describe, it } from 'node:test';
import { ENV } from '../../core/environment.ts';
import { MOST_BOXES_BYTES } from '../../core/limits.ts';
import { log } from '../../core/log.ts';
import type { TaskRecord } from '../../core/task.ts';
import type { FrameTable } from '../../media/frame-table.ts';
import type { VideoProbe } from '../../media/probe.ts';
import { type AnsweringS3, startAnsweringS3 } from '../../test/support/answering-s3.ts';
import { sampleTask } from '../../test/support/sample-task.ts';
import { type FetchWork, requireFetchable } from './require-fetchable.ts';
import { requireMeasured } from './require-measured.ts';

const NAMES = [ENV.maxUploadBytes, ENV.maxVideoSeconds, ENV.maxVideoSide, ENV.freeDiskBytes] as const;
afterEach(() => {
  for (const name of NAMES) delete process.env[name];
});

/** An S3 whose objects are named by their sizes: `/media/100` has 100 bytes, and `/media/gone` is not there. */
const answer: RequestListener = ({ url = '' }, response) => {
  const bytes = Number(url.split(/[/?]/)[2]);
  if (Number.isNaN(bytes)) response.writeHead(404).end();
  else response.writeHead(200, { 'content-length': bytes }).end();
};

describe('before anything is fetched', () => {
  let cloud: AnsweringS3;
  before(async () => {
    if (process.env.POWERTOOLS_LOG_LEVEL === undefined) log.setLogLevel('SILENT');
    cloud = await startAnsweringS3(answer);
  });
  after(() => cloud.close());

  const place = (key: string) => ({ bucket: 'media', key });

  function work(fields: Partial<TaskRecord> = {}, signal = new AbortController().signal): FetchWork {
    const record = sampleTask({ video: place('100'), ...fields });
    return { record, s3: cloud.s3, folder: tmpdir(), signal };
  }

  it('lets pass what is within the limits, and what is not there: the download says so', async () => {
    await requireFetchable(work());
    await requireFetchable(work({ video: place('gone'), bboxes: place('gone') }));
  });

  it('refuses a video that is too large, with both sizes', async () => {
    process.env[ENV.maxUploadBytes] = '99';
    await assert.rejects(requireFetchable(work()), {
      code: 'too_large',
      message: /has 100 bytes; at most 99/,
    });
  });

  it('refuses boxes that are too large', async () => {
    await assert.rejects(requireFetchable(work({ bboxes: place(String(MOST_BOXES_BYTES + 1)) })), {
      code: 'bboxes_invalid',
    });
  });

  it('refuses what the disk cannot take, three times the video and a reserve', async () => {
    process.env[ENV.freeDiskBytes] = String(2 ** 60);
    await assert.rejects(requireFetchable(work()), {
      code: 'disk_full',
      retryable: true,
      message: /may need 300, and \d+ are to stay free/,
    });
    const undrawn = requireFetchable(work({ options: { visualization: false } }));
    await assert.rejects(undrawn, { message: /may need 100,/ });
  });

  it('ends with the signal', async () => {
    const reason = new Error('The worker received SIGTERM.');
    await assert.rejects(requireFetchable(work({}, AbortSignal.abort(reason))), reason);
  });
});

describe('once the video is at hand', () => {
  const probe = (fields: Partial<VideoProbe> = {}) =>
    ({
      width: 320,
      height: 240,
      duration: 1,
      timeBase: { num: 1, den: 10 },
      origin: 2,
      ...fields,
    }) as VideoProbe;
  const table = (ticks: number[], complete = true): FrameTable => ({
    pts: Float64Array.from(ticks),
    keyframes: Uint32Array.of(0),
    frames: ticks.length,
    complete,
    steady: true,
  });

  it('the frames tell how long it is, not the header', () => {
    process.env[ENV.maxVideoSeconds] = '60';
    requireMeasured(probe({ duration: 3600 }), table([20, 30]), {});
    const hidden = () => requireMeasured(probe({ duration: 1 }), table([20, 30, 720]), {});
    assert.throws(hidden, { code: 'too_long', message: /lasts 70 s; at most 60 s/ });
    assert.doesNotThrow(() => requireMeasured(probe(), table([20, 720]), { end_seconds: 60 }));
  });

  it('without times in the frames the header tells; without either nobody does', () => {
    process.env[ENV.maxVideoSeconds] = '60';
    assert.throws(() => requireMeasured(probe({ duration: 61 }), table([], false), {}), { code: 'too_long' });
    assert.doesNotThrow(() => requireMeasured(probe({ duration: null }), table([]), {}));
  });

  it('the picture is measured as it is shown', () => {
    process.env[ENV.maxVideoSide] = '300';
    assert.throws(() => requireMeasured(probe(), table([20]), {}), {
      code: 'too_large',
      message: /320×240 pixels; at most 300×300/,
    });
  });
});
