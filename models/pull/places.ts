/** Where a model's file is looked for, in order: the mirrors, then where it is published. */
import { basename, posix } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { ModelEntry, UrlSource } from '../catalogue.ts';
import { fileOrigin } from './download/file-origin.ts';
import { httpOrigin } from './download/http-origin.ts';
import { type Origin, PATIENCE, type Patience } from './download/origin.ts';
import { s3Origin } from './download/s3-origin.ts';
import { inMirror, type Mirror, shownMirror } from './mirrors.ts';
import { modelPath } from './model-folder.ts';
import { isUrlModel } from './source-kinds.ts';

/** A place, and what lies there. */
export interface Place extends PublishedFile {
  origin: Origin;
  /** Of the mirror that it lies in, for people; absent where it is published. */
  mirror?: string;
  /** Name of the file. */
  name: string;
}

/** What is published of an archive, or of nothing but the ONNX file. */
interface PublishedFile {
  /** Of an archive: the ONNX file in it, its size and its hash, as far as they are published. */
  archive?: Pick<UrlSource, 'bytes' | 'sha256'> & { member: string };
}

/** How places are reached. */
export interface PlaceOptions {
  mirrors: readonly Mirror[];
  patience?: Patience | undefined;
  /** Called when a mirror is a bucket. */
  s3: () => Promise<S3Client>;
}

/** The places of a model, in the order in which they are asked. */
export async function placesOf(model: ModelEntry, options: PlaceOptions): Promise<Place[]> {
  const names = namesOf(model);
  const inMirrors = options.mirrors.flatMap((mirror) =>
    names.map(async ([name, file]) => {
      const origin = await originOf(inMirror(mirror, name), options);
      return { origin, mirror: shownMirror(mirror), name, ...file };
    }),
  );
  const places: Place[] = await Promise.all(inMirrors);
  if (!isUrlModel(model)) return places;
  const origin = httpOrigin(model.source.url, options.patience ?? PATIENCE);
  return [...places, { origin, name: publishedName(model.source), ...publishedFile(model.source) }];
}

/**
 * Names under which mirrors may have a model: that of the published file, that of an archive with the ending of the ONNX
 * file in it, as rtmlib keeps its downloads, and that which the file has in a models folder.
 */
function namesOf(model: ModelEntry): [name: string, file: PublishedFile][] {
  const own: [string, PublishedFile] = [basename(modelPath(model, '')), {}];
  if (!isUrlModel(model)) return [own];
  const { source } = model;
  const published = publishedName(source);
  const file = publishedFile(source);
  if (file.archive === undefined) return [[published, file], own];
  return [[published, file], [published.replace(/\.zip$/u, '.onnx'), {}], own];
}

function publishedName({ url }: UrlSource): string {
  return decodeURIComponent(posix.basename(new URL(url).pathname));
}

function publishedFile({ member, bytes, sha256 }: UrlSource): PublishedFile {
  if (member === undefined) return {};
  return { archive: { member, ...(bytes && { bytes }), ...(sha256 && { sha256 }) } };
}

async function originOf(mirror: Mirror, { s3, patience = PATIENCE }: PlaceOptions): Promise<Origin> {
  if (mirror.kind === 'folder') return fileOrigin(mirror.path);
  if (mirror.kind === 'http') return httpOrigin(mirror.base, patience);
  return s3Origin(await s3(), { bucket: mirror.bucket, key: mirror.prefix });
}
