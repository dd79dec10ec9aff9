import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chooseEncoder, commonHeaders, type EncoderRequest } from './encoder-choice.ts';
import { encoderOptions, NVENC_ENCODER, VIDEO_ENCODER } from './encoder-settings.ts';
import { findFfmpegPrograms, npmFfmpegPrograms } from './ffmpeg.ts';

describe('the encoder of drawn videos', () => {
  let request: EncoderRequest;
  before(async () => {
    request = {
      format: {
        ...{
          width: 320,
          height: 192,
          colour: {},
        },
        frameRate: { num: 30, den: 1 },
        pixelAspect: { num: 1, den: 1 },
      },
      hardware: true,
      folder: await mkdtemp(join(tmpdir(), 'posefleet-encoder-')),
      programs: findFfmpegPrograms(),
    };
  });
  after(() => rm(request.folder, { recursive: true }));

  it('is in software unless a GPU is to be tried', async () => {
    assert.equal(await chooseEncoder({ ...request, hardware: false }), VIDEO_ENCODER);
  });

  it('is that of the GPU where it works, with its headers; else it is in software', async (context) => {
    for (const programs of [request.programs, npmFfmpegPrograms()]) {
      const chosen = await chooseEncoder({ ...request, programs });
      context.diagnostic(`${programs.ffmpeg}: ${chosen.codec}`);
      if (chosen.codec === 'libx264') assert.equal(chosen, VIDEO_ENCODER);
      else assert.match(chosen.headers ?? '', /^[0-9a-f]{16}$/);
    }
    assert.deepEqual(await readdir(request.folder), []);
  });

  it('writes the same headers whatever is seen, others for another size', async () => {
    const headers = await commonHeaders(VIDEO_ENCODER, request);
    assert.equal(await commonHeaders(VIDEO_ENCODER, request), headers);
    const larger = { ...request, format: { ...request.format, width: 640 } };
    assert.notEqual(await commonHeaders(VIDEO_ENCODER, larger), headers);
  });

  it('is not taken when it fails', async () => {
    const broken = { ...VIDEO_ENCODER, preset: 'no such preset' };
    await assert.rejects(commonHeaders(broken, request), /preset|ended|failed/);
  });
});

it('encoders are told their settings', () => {
  assert.equal(
    encoderOptions(VIDEO_ENCODER).join(' '),
    '-c:v libx264 -preset superfast -crf 23 -x264-params stitchable=1:subme=0',
  );
  assert.equal(
    encoderOptions({ ...NVENC_ENCODER, headers: 'abc' }).join(' '),
    '-c:v h264_nvenc -preset p4 -rc vbr -cq 23 -b:v 0 -bf 0',
  );
});
