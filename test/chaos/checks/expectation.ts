/** How a kind of task ends when nothing is in its way, and whether another one has ended so. */
import type { S3Client } from '@aws-sdk/client-s3';
import type { TaskAnswer } from '../../../core/requests.ts';
import { fetchResults, hashes, type Results } from '../../chunks/compare-results.ts';

/** The end of a task of a calm run. */
export interface Expectation {
  status: string;
  code: string | undefined;
  /** Codes of its warnings. */
  warnings: string[];
  results: Results | undefined;
  /** Of the drawn video's pictures and sound. */
  frames: string[] | undefined;
}

/** The end of a task, as it was. Files are written into the folder. */
export async function expectationOf(task: TaskAnswer, s3: S3Client, folder: string): Promise<Expectation> {
  const results = task.result === null ? undefined : await fetchResults(s3, task.result, folder);
  const frames = results?.video === undefined ? undefined : await hashes(results.video);
  const warnings = (task.warnings ?? []).map(({ code }) => code);
  return { status: task.status, code: task.error?.code, warnings, results, frames };
}

/** What is not as in the calm run; undefined when all is. */
export async function difference(
  task: TaskAnswer,
  expected: Expectation,
  { s3, folder }: { s3: S3Client; folder: string },
): Promise<string | undefined> {
  const actual = await expectationOf(task, s3, folder);
  if (actual.status !== expected.status || actual.code !== expected.code)
    return `ended as ${end(actual)} (${task.error?.message ?? 'no error'}) and not as ${end(expected)}`;
  if (actual.warnings.join() !== expected.warnings.join())
    return `warns of ${actual.warnings.join() || 'nothing'} and not of ${expected.warnings.join() || 'nothing'}`;
  const [is, was] = [actual.results, expected.results];
  if (is?.predictions !== was?.predictions) return 'has other predictions';
  const facts = (results: Results | undefined) => JSON.stringify([results?.run.frames, results?.run.tracks]);
  if (facts(is) !== facts(was))
    return `has other counts of frames or tracks: ${facts(is)}, not ${facts(was)}`;
  if (JSON.stringify(actual.frames) !== JSON.stringify(expected.frames)) return 'has other pictures or sound';
  return undefined;
}

function end({ status, code }: Expectation): string {
  return code === undefined ? status : `${status} with ${code}`;
}
