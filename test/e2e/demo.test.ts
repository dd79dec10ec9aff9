/** `npm run demo` beside a service that runs: neither knows of the other. How it ends by itself: test/demo.test.ts. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { taskAnswerSchema } from '../../core/requests.ts';
import { temporaryFolder } from '../media/make-media.ts';
import { makeShortClip } from './clips.ts';
import { startMain } from './main-process.ts';

const DEMO = fileURLToPath(new URL('../../local/demo/main.ts', import.meta.url));
const FRAMES = 8;

describe('npm run demo', () => {
  let folder: string;
  before(async () => {
    folder = await temporaryFolder();
    await mkdir(join(folder, 'tmp'));
    await makeShortClip(join(folder, 'walk.mp4'), FRAMES);
  });
  after(() => rm(folder, { recursive: true }));

  it('leaves a running service, its port and its data alone', async () => {
    const data = join(folder, 'data');
    await using service = await startMain(data);
    // What a service of its own would take, if it took it from the environment.
    const environment = { PORT: new URL(service.client.url).port, POSEFLEET_DATA: data };
    const { code, out, err } = await runDemo(environment, 'walk.mp4', '--json', '--out', 'poses');
    assert.equal(code, 0, err);
    const task = taskAnswerSchema.parse(JSON.parse(out.trimEnd().split('\n').at(-1) ?? ''));
    assert.deepEqual([task.status, task.progress.frames_done], ['completed', FRAMES]);
    const predictions = join(folder, 'poses/predictions/walk_movenet-multipose.json');
    assert.equal(JSON.parse(await readFile(predictions, 'utf8')).length, FRAMES);
    assert.deepEqual(await readdir(join(folder, 'poses/visualizations')), ['walk_movenet-multipose.mp4']);
    assert.equal((await service.client.health()).total_tasks, 0);
    assert.deepEqual(await readdir(join(folder, 'tmp')), []);
  });

  async function runDemo(environment: NodeJS.ProcessEnv, ...words: string[]) {
    const child = spawn(process.execPath, [DEMO, ...words], {
      env: { ...process.env, INIT_CWD: folder, TMPDIR: join(folder, 'tmp'), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [[code], out, err] = await Promise.all([
      once(child, 'close'),
      text(child.stdout),
      text(child.stderr),
    ]);
    return { code, out, err };
  }
});
