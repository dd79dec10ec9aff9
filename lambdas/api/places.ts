/** Where a path in a request may lie: pure, so that every trick can be tried against it. */
import { posix } from 'node:path';
import { PosefleetError } from '../../core/errors.ts';
import { MEDIA_PREFIX, parseS3Address, UPLOADS_PREFIX } from '../../core/places.ts';
import type { S3Location } from '../../core/task.ts';
import type { ApiSettings } from './settings.ts';

/** A field of a request that names a file. */
export type PlaceField = 'video_filename' | 'bboxes_path';

/** What decides where a path may lie. */
export interface PlaceRules extends Pick<ApiSettings, 'mediaBucket' | 'sourceBuckets' | 'files'> {
  owner: string;
}

/** Longest key that S3 accepts, in bytes of UTF-8. */
const LONGEST_KEY_BYTES = 1024;

/**
 * The places that a path may mean, the first that exists to be taken. Empty when it names an object of
 * somebody else, which is to look as if it did not exist.
 *
 * @throws PosefleetError `path_invalid` when the path leaves its bucket or is of a kind that is not served.
 */
export function placesOf(field: PlaceField, path: string, rules: PlaceRules): S3Location[] {
  refuseTricks(field, path);
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(path)?.[0];
  const places = scheme === undefined ? barePlaces(field, path, rules) : [addressPlace(field, path, rules)];
  return places.filter((place) => mayRead(place, rules));
}

/** Whether an object of the media bucket was put there for this owner, by the API or by hand. */
export function isUploadOf(owner: string, { bucket, key }: S3Location, mediaBucket: string): boolean {
  if (bucket !== mediaBucket) return false;
  return key.startsWith(`${MEDIA_PREFIX}${owner}/`) || key.startsWith(`${UPLOADS_PREFIX}${owner}/`);
}

/** The one check of tenancy: in the media bucket everybody reads their own, unless it is a machine of one person. */
function mayRead(place: S3Location, { owner, mediaBucket, files }: PlaceRules): boolean {
  return files !== undefined || place.bucket !== mediaBucket || isUploadOf(owner, place, mediaBucket);
}

/** Nothing that some layer below could read as another path: not in keys, not in file names. */
function refuseTricks(field: PlaceField, path: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(path) || !path.isWellFormed()) {
    throw invalid(field, 'holds a character that no file name may have');
  }
  if (path.includes('\\')) throw invalid(field, 'holds a backslash; write folders with /');
  if (path.split('/').includes('..')) {
    throw invalid(field, 'holds a .. segment; write the path without it');
  }
}

function addressPlace(
  field: PlaceField,
  path: string,
  { mediaBucket, sourceBuckets }: PlaceRules,
): S3Location {
  const place = parseS3Address(path);
  if (place === undefined) {
    throw invalid(
      field,
      'is not a place that is served; upload the file with POST /uploads, or write s3://bucket/key',
    );
  }
  if (place.bucket !== mediaBucket && !sourceBuckets.includes(place.bucket)) {
    throw invalid(field, 'names a bucket that this service is not configured to read');
  }
  if (!isKey(place.key)) throw invalid(field, 'does not hold a key of S3');
  return place;
}

function barePlaces(field: PlaceField, path: string, { mediaBucket, files }: PlaceRules): S3Location[] {
  const key = isKey(path) ? [{ bucket: mediaBucket, key: path }] : [];
  if (files !== undefined) return [...key, ...filePlaces(path, files)];
  if (key.length > 0) return key;
  throw invalid(field, 'is not a key of the media bucket; upload the file with POST /uploads');
}

function filePlaces(path: string, { bucket, folder }: { bucket: string; folder: string }): S3Location[] {
  const key = posix.resolve('/', folder, path).slice(1);
  return key === '' ? [] : [{ bucket, key }];
}

/** A leading slash and `.` segments are legal in S3, but the layers on the way tidy them into another key. */
function isKey(text: string): boolean {
  const segments = text.split('/');
  const odd = segments[0] === '' || segments.includes('.') || segments.includes('..');
  return !odd && Buffer.byteLength(text) <= LONGEST_KEY_BYTES;
}

function invalid(field: PlaceField, message: string): PosefleetError {
  return new PosefleetError('path_invalid', `${field} ${message}.`, { issues: [{ field, message }] });
}
