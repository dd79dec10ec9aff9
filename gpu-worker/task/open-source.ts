/** Brings the video to this machine and finds out what it is. */
import { join } from 'node:path';
import { warmUpFfmpeg } from '../../media/ffmpeg.ts';
import { type FrameTable, readFrameTable } from '../../media/frame-table.ts';
import { fewestFrames } from '../../media/frames-and-packets.ts';
import { withPlausibleRate } from '../../media/plausible-rate.ts';
import { probeVideo, type VideoProbe } from '../../media/probe.ts';
import { type BoxesByFrame, readBoxes } from '../boxes/read-boxes.ts';
import { requireFetchable } from '../limits/require-fetchable.ts';
import { requireMeasured } from '../limits/require-measured.ts';
import { fetchObject } from './fetch-object.ts';
import { countSelected } from './frame-count.ts';
import type { ObjectVersion } from './object-download.ts';
import { selectionOf } from './selection.ts';
import { sideBySide } from './side-by-side.ts';
import type { Work } from './work.ts';

/** A video that is at hand. */
export interface Source {
  file: string;
  probe: VideoProbe;
  table: FrameTable;
  /** The caller's boxes, where they were given. */
  boxes?: BoxesByFrame;
}

/** A video that was fetched from S3, and which bytes it and its boxes were. */
export interface FetchedSource extends Source {
  versions: { video: ObjectVersion; boxes?: ObjectVersion };
}

/** Opens the task's video. @throws PosefleetError when it is gone, unreadable or too large, or its boxes are bad. */
export async function openSource(work: Work): Promise<FetchedSource> {
  const { record, s3, folder, programs, progress, watch, signal } = work;
  warmUpFfmpeg(programs);
  const file = join(folder, 'source');
  await requireFetchable(work);
  const video = await fetchObject(s3, record.video, file, { missing: 'video_not_found', signal });
  watch.lap('fetch');
  progress.enter('probe');
  const { probe, table } = await examine(file, { programs, signal });
  requireMeasured(probe, table, record.options);
  progress.expect(countSelected(table, probe, selectionOf(record.options)));
  const boxes = await openBoxes(work, probe, table);
  watch.lap('probe');
  const source = { file, probe, table, versions: { video } };
  if (boxes === undefined) return source;
  return { ...source, boxes: boxes.byFrame, versions: { video, boxes: boxes.version } };
}

/** Both at once. The table of a long video takes a while: where the probe fails, nobody waits for it. */
async function examine(
  file: string,
  { programs, signal: whole }: Pick<Work, 'programs' | 'signal'>,
): Promise<Pick<Source, 'probe' | 'table'>> {
  const [probe, table] = await sideBySide(
    whole,
    (signal) => probeVideo(file, { programs, signal }),
    (signal) => readFrameTable(file, { programs, signal }),
  );
  return { probe: withPlausibleRate(probe, table), table };
}

async function openBoxes(
  { record, s3, folder, signal }: Work,
  probe: VideoProbe,
  table: FrameTable,
): Promise<{ byFrame: BoxesByFrame; version: ObjectVersion } | undefined> {
  if (record.bboxes === undefined) return undefined;
  const file = join(folder, 'bboxes.json');
  const version = await fetchObject(s3, record.bboxes, file, { missing: 'bboxes_not_found', signal });
  const { width, height } = probe;
  const video = { width, height, frames: table.frames, fewestFrames: fewestFrames(table, probe) };
  return { byFrame: await readBoxes(file, video), version };
}
