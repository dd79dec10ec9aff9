/** Fetches a model's ONNX file from one place. It gets its name only when it was found to be the right one. */
import { rename, rm, stat } from 'node:fs/promises';
import { contractTroubles } from '../catalogue/contract-check.ts';
import type { ModelEntry } from '../catalogue.ts';
import { NotOnnx } from '../onnx/not-onnx.ts';
import { readSignature } from '../onnx/read-signature.ts';
import { download } from './download/download.ts';
import type { Patience } from './download/origin.ts';
import { PartFile } from './download/part-file.ts';
import { DownloadTrouble } from './download/trouble.ts';
import { hashFile, modelPath } from './model-folder.ts';
import type { Place } from './places.ts';
import type { PullProgress } from './progress.ts';
import { type ExpectedFile, expectedFile, recordHash } from './recorded-hash.ts';
import { unzipMember } from './unzip-member.ts';

/** Where to, whom to tell, and when to stop. */
export interface ReceiveOptions {
  folder: string;
  onProgress?: ((progress: PullProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
  patience?: Patience | undefined;
}

/** What is wrong with a place that does not have the file. */
export const NOT_THERE = new DownloadTrouble('does not exist');

/** An ONNX file holds less than 2 GiB; an archive may be a little larger than what is in it. */
const MOST_BYTES = 2 ** 31;
const MOST_ARCHIVE_BYTES = 2 ** 31 + 2 ** 27;

/** One try to get a model from a place. */
interface Receipt extends ReceiveOptions {
  model: ModelEntry;
  place: Place;
  part: PartFile;
  /** What the ONNX file must be; undefined at the first pull of one that nobody has published the hash of. */
  expected: ExpectedFile | undefined;
}

/**
 * Fetches a model.
 *
 * @returns what is wrong with the place, its message the rest of a sentence that begins with the address; undefined
 * when the model is here
 * @throws Error of this machine's files, and the signal's reason when it is aborted
 */
export async function receiveFile(
  model: ModelEntry,
  place: Place,
  options: ReceiveOptions,
): Promise<DownloadTrouble | undefined> {
  const part = new PartFile(`${modelPath(model, options.folder)}.part`);
  const expected = await expectedFile(model, options.folder);
  const receipt: Receipt = { ...options, model, place, part, expected };
  const isResumed = (await part.kept(place.origin.address)) !== undefined;
  const trouble = await attempt(receipt);
  // What an earlier process left may be the reason.
  if (!isResumed || (await part.bytes()) > 0 || trouble === undefined || trouble === NOT_THERE)
    return trouble;
  return await attempt(receipt);
}

async function attempt(receipt: Receipt): Promise<DownloadTrouble | undefined> {
  try {
    return (await downloadPart(receipt)) ? await useWhole(receipt) : NOT_THERE;
  } catch (error) {
    receipt.signal?.throwIfAborted();
    if (error instanceof DownloadTrouble) return error;
    throw error;
  }
}

function downloadPart({ place, part, expected, onProgress, ...options }: Receipt): Promise<boolean> {
  const { archive, origin } = place;
  return download(origin, part, {
    bytes: archive === undefined ? expected?.bytes : archive.bytes,
    mostBytes: archive === undefined ? MOST_BYTES : MOST_ARCHIVE_BYTES,
    onBytes: (done, total) => onProgress?.({ stage: 'download', done, total }),
    ...options,
  });
}

/** A whole download is used or dropped: it is not gone on with. */
async function useWhole(receipt: Receipt): Promise<undefined> {
  const { model, place, part, folder } = receipt;
  const path = modelPath(model, folder);
  const unpacked = place.archive === undefined ? part.path : `${path}.unpacked`;
  try {
    if (place.archive !== undefined) await unpack(receipt, place.archive, unpacked);
    await checkOnnx(receipt, unpacked);
    await rename(unpacked, path);
  } finally {
    if (unpacked !== part.path) await rm(unpacked, { force: true });
    if (receipt.signal?.aborted !== true) await part.remove();
  }
}

async function unpack(
  { part, expected, onProgress, signal }: Receipt,
  { member, sha256 }: NonNullable<Place['archive']>,
  path: string,
): Promise<void> {
  if (sha256 !== undefined) await checkHash(part.path, { sha256, by: 'published' }, signal);
  await unzipMember(part.path, path, {
    member,
    bytes: expected?.bytes,
    mostBytes: MOST_BYTES,
    onBytes: (done, total) => onProgress?.({ stage: 'unpack', done, total }),
    signal,
  });
}

async function checkOnnx({ model, place, expected, folder, signal }: Receipt, path: string): Promise<void> {
  if (expected !== undefined) {
    await checkHash(path, expected, signal);
    return;
  }
  // Whatever is recorded now would be enforced, so that it must be a model that can be run as this one.
  await checkIsModel(path, model);
  const sha256 = (await hashFile(path, signal)) ?? '';
  const { size: bytes } = await stat(path);
  const recorded_at = new Date().toISOString();
  await recordHash(model, folder, { sha256, bytes, address: place.origin.address, recorded_at });
}

async function checkHash(
  path: string,
  { sha256, by }: ExpectedFile,
  signal: AbortSignal | undefined,
): Promise<void> {
  const found = await hashFile(path, signal);
  if (found === sha256) return;
  throw new DownloadTrouble(`has the SHA-256 ${found} and not the ${by} ${sha256}`);
}

async function checkIsModel(path: string, { contract, name }: ModelEntry): Promise<void> {
  const signature = await readSignature(path).catch((error: unknown) => {
    if (error instanceof NotOnnx) throw new DownloadTrouble(error.message, { cause: error });
    throw error;
  });
  const troubles = contractTroubles(signature, contract);
  if (troubles.length > 0)
    throw new DownloadTrouble(`is not the model ${name}: ${troubles.join(' ').slice(0, -1)}`);
}
