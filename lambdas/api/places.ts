/** Where a path in a request may lie: pure, so that every trick can be tried against it. */
import { posix } from 'node:path';
import { PosefleetError } from '../../core/errors.ts';
import { parseS3Address } from '../../core/places.ts';
import type { S3Location } from '../../core/task.ts';
import { ownerOfKey } from '../tenancy.ts';
import type { ApiSettings } from './settings.ts';

/** A field of a request that names a file. */
export type PlaceField = 'video_filename' | 'bboxes_path';

/** What decides where a path may lie. */
export interface PlaceRules extends Pick<ApiSettings, 'mediaBucket' | 'sourceBuckets' | 'files' | 'tenancy'> {
  owner: string;
}

/** Longest key that S3 accepts, in bytes of UTF-8. */
const LONGEST_KEY_BYTES = 1024;

/**
 * The places that a path may mean, the first that exists to be taken. Empty when it names an object of
 * somebody else, or a bucket that the caller may not read: both are to look as if they did not exist.
 *
 * @throws PosefleetError `path_invalid` when the path leaves its bucket or is of a kind that is not served.
 */
export function placesOf(field: PlaceField, path: string, rules: PlaceRules): S3Location[] {
  refuseTricks(field, path);
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(path)?.[0];
  if (scheme !== undefined) return [addressPlace(field, path)].filter((place) => mayRead(place, rules));
  const { mediaBucket, files } = rules;
  const keyPlace = { bucket: mediaBucket, key: path };
  if (files !== undefined) return [...(isKey(path) ? [keyPlace] : []), ...filePlaces(path, files)];
  if (isKey(path)) return [keyPlace].filter((place) => mayRead(place, rules));
  throw invalid(field, 'is not a key of the media bucket; upload the file with POST /uploads');
}

/** Whether an object of the media bucket was put there for this owner, by the API or by hand. */
export function isUploadOf(
  owner: string,
  { bucket, key }: S3Location,
  { mediaBucket, tenancy }: Pick<PlaceRules, 'mediaBucket' | 'tenancy'>,
): boolean {
  return bucket === mediaBucket && ownerOfKey(key, tenancy) === owner;
}

/**
 * The one check of tenancy: of the media bucket everybody reads their own, unless it is a machine of one person,
 * and of a source bucket what was granted; of any other bucket nobody reads anything.
 */
function mayRead(place: S3Location, rules: PlaceRules): boolean {
  const { owner, mediaBucket, sourceBuckets, files } = rules;
  if (place.bucket === mediaBucket) return files !== undefined || isUploadOf(owner, place, rules);
  return sourceBuckets.get(place.bucket)?.includes(owner) ?? false;
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

function addressPlace(field: PlaceField, path: string): S3Location {
  const place = parseS3Address(path);
  if (place === undefined) {
    throw invalid(
      field,
      'is not a place that is served; upload the file with POST /uploads, or write s3://bucket/key',
    );
  }
  if (!isKey(place.key)) throw invalid(field, 'does not hold a key of S3');
  return place;
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
