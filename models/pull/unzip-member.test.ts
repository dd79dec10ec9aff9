import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { withLie, zip } from '../testing/zip-file.ts';
import { type MemberOptions, unzipMember } from './unzip-member.ts';

const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 253));
const PATH = '20230831/rtmpose_onnx/rtmpose-m/end2end.onnx';
const OTHERS = { 'end2end.onnx.txt': Buffer.from('other'), '20230831/deploy.json': Buffer.from('{}') };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posefleet-zip-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the named file is taken out, wherever in the archive it lies, and its progress told', async () => {
  for (const compress of [true, false]) {
    const seen: number[] = [];
    const archive = await zip({ ...OTHERS, [PATH]: CONTENT }, compress);
    assert.deepEqual(
      await unzip(archive, { onBytes: (done) => seen.push(done), bytes: CONTENT.length }),
      CONTENT,
    );
    assert.equal(seen.at(-1), CONTENT.length);
  }
  assert.deepEqual(await unzip(await zip({ 'end2end.onnx': CONTENT })), CONTENT);
});

test('an archive without the file, or with two of it, is refused', async () => {
  await assert.rejects(unzip(await zip(OTHERS)), /there is no end2end\.onnx in it/);
  await assert.rejects(
    unzip(await zip({ 'a/end2end.onnx': CONTENT, 'b/end2end.onnx': CONTENT })),
    /it has several/,
  );
});

test('what is no archive, or half of one, is refused', async () => {
  await assert.rejects(unzip(Buffer.from('<html>Please log in</html>')), /is no archive that can be used/);
  const archive = await zip({ [PATH]: CONTENT });
  await assert.rejects(unzip(archive.subarray(0, archive.length / 2)), /is no archive that can be used/);
  const damaged = Buffer.from(archive);
  damaged.fill(0, 200, 300);
  await assert.rejects(unzip(damaged), /is no archive that can be used/);
});

test('bytes that do not have their checksum are refused', async () => {
  const archive = await zip({ [PATH]: CONTENT }, false);
  archive.writeUInt8(archive.readUInt8(1000) ^ 1, 1000);
  await assert.rejects(unzip(archive), /does not have the checksum/);
  await assert.rejects(
    unzip(withLie(await zip({ [PATH]: CONTENT }), 'checksum', 1)),
    /does not have the checksum/,
  );
});

test('a bomb that is declared as small never gets larger than it says', async () => {
  const bomb = withLie(await zip({ [PATH]: Buffer.alloc(20_000_000) }), 'uncompressed', 300_000);
  await assert.rejects(unzip(bomb, { bytes: 300_000 }), /too many bytes/);
  assert.ok((await readFile(join(folder, 'out.onnx'))).length <= 300_000);
});

test('a file that is declared as another size than it must have, or as too large, is not unpacked', async () => {
  const archive = await zip({ [PATH]: CONTENT });
  await assert.rejects(unzip(archive, { bytes: 299_999 }), /has 300000 bytes and not 299999/);
  await assert.rejects(unzip(archive, { mostBytes: 1000 }), /has 300000 bytes and not at most 1000/);
  await assert.rejects(unzip(withLie(archive, 'uncompressed', 400_000)), /not enough bytes/);
});

test('an encrypted file is refused', async () => {
  await assert.rejects(unzip(withLie(await zip({ [PATH]: CONTENT }), 'flags', 1)), /is encrypted/);
});

test('names that would lead out of a folder are refused', async () => {
  const archive = await zip({ 'xx/end2end.onnx': CONTENT });
  const evil = Buffer.from(archive.toString('latin1').replaceAll('xx/end2end', '../end2end'), 'latin1');
  await assert.rejects(unzip(evil), /invalid relative path/);
});

test('unpacking can be stopped', async () => {
  const stop = new AbortController();
  const reason = new Error('stopped by the test');
  const archive = await zip({ [PATH]: CONTENT });
  await assert.rejects(unzip(archive, { signal: stop.signal, onBytes: () => stop.abort(reason) }), reason);
});

async function unzip(archive: Uint8Array, options: Partial<MemberOptions> = {}): Promise<Buffer> {
  const [from, to] = [join(folder, 'archive.zip'), join(folder, 'out.onnx')];
  await writeFile(from, archive);
  await unzipMember(from, to, { member: 'end2end.onnx', mostBytes: 1_000_000, ...options });
  return await readFile(to);
}
