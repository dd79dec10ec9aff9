import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { npmFfmpegPrograms } from './ffmpeg.ts';
import { probeVideo } from './probe.ts';

/** On other systems a script is not a program. */
const skip = process.platform === 'win32' ? 'needs a shell' : false;

describe('an ffprobe that does not come to an end', { skip }, () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'posefleet-probe-'));
  });
  after(() => rm(folder, { recursive: true }));

  /** Probes with an ffprobe that does this. */
  async function probeWith(script: string): Promise<unknown> {
    const ffprobe = join(folder, 'ffprobe');
    await writeFile(ffprobe, `#!/bin/sh\n${script}\n`);
    await chmod(ffprobe, 0o755);
    return await probeVideo(join(folder, 'video'), { programs: { ...npmFfmpegPrograms(), ffprobe } });
  }

  for (const [what, script] of [
    ['gives up in the middle of its answer', 'echo "{"; exit 1'],
    ['crashes on the file', 'kill -SEGV $$'],
    ['crashes in the middle of its answer', 'echo "{"; kill -ABRT $$'],
  ] as const) {
    it(`${what} tells that the file is unreadable`, async () => {
      await assert.rejects(probeWith(script), { code: 'video_unreadable' });
    });
  }

  it('was killed from outside, and tells nothing of the file', async () => {
    await assert.rejects(probeWith('kill -KILL $$'), { name: 'ToldNothing', message: /SIGKILL/ });
  });
});
