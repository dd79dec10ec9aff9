import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { temporaryFolder } from '../../media/make-media.ts';
import { labelsSchema } from './labels.ts';
import { readJson } from './read-json.ts';

let folder: string;
before(async () => {
  folder = await temporaryFolder();
});
after(() => rm(folder, { recursive: true }));

const IMAGE = { id: 1, file_name: '1.jpg', width: 2, height: 2 };
const PERSON = { id: 3, image_id: 1, category_id: 1, bbox: [0, 0, 1, 1], area: 1 };

async function read(content: unknown): Promise<unknown> {
  const file = join(folder, 'labels.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readJson(file, labelsSchema);
}

test('labels are read, and who is no crowd need not say so', async () => {
  const labels = { images: [IMAGE], annotations: [PERSON], categories: [{ id: 1, name: 'person' }] };
  assert.deepEqual(await read(labels), { ...labels, annotations: [{ ...PERSON, iscrowd: 0 }] });
});

test('what is wrong is named by file and field', async () => {
  const broken = { images: [IMAGE, { id: 2 }], annotations: [PERSON, PERSON], categories: [] };
  await assert.rejects(read(broken), (error: Error) => {
    assert.match(error.message, /labels\.json .*images\[1\]\.file_name: .*images\[1\]\.width: .*; 1 more/);
    return true;
  });
  await assert.rejects(read({ ...broken, images: [] }), /annotations\[1\]\.id: 3 is used twice/);
  await assert.rejects(read('{'), /labels\.json is not JSON/);
  await assert.rejects(
    readJson(join(folder, 'none.json'), labelsSchema),
    /none\.json cannot be read: ENOENT/,
  );
});
