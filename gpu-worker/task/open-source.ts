/** Brings the video to this machine and finds out what it is. */
import { join } from 'node:path';
import { warmUpFfmpeg } from '../../media/ffmpeg.ts';
import { type FrameTable, readFrameTable } from '../../media/frame-table.ts';
import { probeVideo, type VideoProbe } from '../../media/probe.ts';
import { type BoxesByFrame, readBoxes } from '../boxes/read-boxes.ts';
import { fetchObject } from './fetch-object.ts';
import { countSelected } from './frame-count.ts';
import { selectionOf } from './selection.ts';
import type { Work } from './work.ts';

/** A video that is at hand. */
export interface Source {
  file: string;
  probe: VideoProbe;
  table: FrameTable;
  /** The caller's boxes, where they were given. */
  boxes?: BoxesByFrame;
}

/** Opens the task's video. @throws PosefleetError when it is gone, unreadable or too large, or its boxes are bad. */
export async function openSource(work: Work): Promise<Source> {
  const { record, s3, folder, programs, progress, watch, signal } = work;
  warmUpFfmpeg(programs);
  const file = join(folder, 'source');
  await fetchObject(s3, record.video, file, { missing: 'video_not_found', signal });
  watch.lap('fetch');
  progress.enter('probe');
  const options = { programs, signal };
  const [probe, table] = await Promise.all([probeVideo(file, options), readFrameTable(file, options)]);
  progress.expect(countSelected(table, probe, selectionOf(record.options)));
  const boxes = await openBoxes(work, probe, table);
  watch.lap('probe');
  return { file, probe, table, ...(boxes === undefined ? {} : { boxes }) };
}

async function openBoxes(
  { record, s3, folder, signal }: Work,
  { width, height }: VideoProbe,
  { frames }: FrameTable,
) {
  if (record.bboxes === undefined) return undefined;
  const file = join(folder, 'bboxes.json');
  await fetchObject(s3, record.bboxes, file, { missing: 'bboxes_not_found', signal });
  return await readBoxes(file, { width, height, frames });
}
