import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { i420 } from '../../../gpu-worker/frames/i420.ts';
import { makeMedia, temporaryFolder } from '../../media/make-media.ts';
import { readPicture } from './picture.ts';

/** Red in limited range, as BT.601 has it. */
const RED = { y: 81, u: 90, v: 240 };

let folder: string;
let red: string;
before(async () => {
  folder = await temporaryFolder();
  red = await makeMedia({
    file: join(folder, 'red.jpg'),
    picture: 'color=c=red:size=66x34,format=rgb24,scale=33:17',
    options: ['-frames:v', '1', '-q:v', '1', '-pix_fmt', 'yuvj444p'],
  });
});
after(() => rm(folder, { recursive: true }));

test('a photograph is read with its colours; odd sides grow by a pixel', async () => {
  const { memory, format } = await readPicture(red, { width: 33, height: 17 });
  const { width, height, y, u, v } = i420(memory, format);
  assert.deepEqual([width, height], [34, 18]);
  const middle = { y: y[8 * 34 + 16], u: u[4 * 17 + 8], v: v[4 * 17 + 8] };
  for (const [plane, value] of Object.entries(RED)) {
    assert.ok(Math.abs((middle[plane as 'y'] ?? 0) - value) <= 2, `${plane}: ${middle[plane as 'y']}`);
  }
});

test('a picture of another size than the labels say, or none, is refused by name', async () => {
  await assert.rejects(readPicture(red, { width: 17, height: 33 }), /red\.jpg is 33×17 pixels.*17×33/);
  const text = join(folder, 'text.jpg');
  await writeFile(text, 'not a picture');
  await assert.rejects(readPicture(text, { width: 1, height: 1 }), /text\.jpg is no picture/);
});
