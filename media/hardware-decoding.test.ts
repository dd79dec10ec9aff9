import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ffmpegCommand, findFfmpegPrograms, runFfmpeg } from './ffmpeg.ts';
import { decodingOptions, tryHardwareDecoding } from './hardware-decoding.ts';

/** Something to open; what becomes of it is the program's matter. */
const VIDEO = 'video.mp4';

describe('hardware decoding', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'posefleet-decoding-'));
    // fluent-ffmpeg asks once what ffmpeg can do: a stand-in could not answer.
    await runFfmpeg(
      ffmpegCommand().input('color=d=0.1').inputOptions(['-f', 'lavfi']).output(join(folder, 'a.mp4')),
    );
  });
  after(() => rm(folder, { recursive: true }));

  /** A program in ffmpeg's place that notes what it is told, says something and ends. */
  async function standIn(says: string, code: number) {
    const ffmpeg = join(folder, `ffmpeg-${code}-${says.length}`);
    const told = `${ffmpeg}.told`;
    await writeFile(ffmpeg, `#!/bin/sh\necho "$@" >>${told}\nprintf '%s' '${says}' >&2\nexit ${code}\n`);
    await chmod(ffmpeg, 0o755);
    return { programs: { ...findFfmpegPrograms(), ffmpeg }, told };
  }

  it('is used for a file that the GPU decodes without a word', async () => {
    const { programs, told } = await standIn('', 0);
    assert.equal(await tryHardwareDecoding(join(folder, VIDEO), programs), 'cuda');
    assert.match(await readFile(told, 'utf8'), /-hwaccel cuda .*-protocol_whitelist file,pipe .*-frames:v 1/);
  });

  it('is not used when ffmpeg complains or fails', async () => {
    const complaint = 'Failed setup for format cuda: hwaccel initialisation returned error.';
    for (const [says, code] of [
      [complaint, 0],
      ['', 1],
    ] as const) {
      const { programs } = await standIn(says, code);
      assert.equal(await tryHardwareDecoding(join(folder, VIDEO), programs), 'software');
    }
  });

  it('is not used for what is no video, whatever the machine', async () => {
    const file = join(folder, VIDEO);
    await writeFile(file, 'no video');
    assert.equal(await tryHardwareDecoding(file, findFfmpegPrograms()), 'software');
  });

  it('is asked for by an option before the input', () => {
    assert.deepEqual(decodingOptions(), []);
    assert.deepEqual(decodingOptions('cuda'), ['-hwaccel', 'cuda']);
  });
});
