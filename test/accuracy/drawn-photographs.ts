/** Photographs of the drawn clip, labelled by what is true of it: a data set that the project makes itself. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COCO_17 } from '../../core/keypoint-sets.ts';
import { CLIP } from '../../local/demo-clip/camera.ts';
import { ensureDemoClip } from '../../local/demo-clip/demo-clip.ts';
import { demoTruth, type FigureTruth } from '../../local/demo-clip/truth.ts';
import { remakeMedia } from '../media/make-media.ts';
import type { CocoAnnotation, CocoLabels } from './coco-eval/labels.ts';

/** Where they were written. */
export interface DrawnPhotographs {
  images: string;
  annotations: string;
  labels: CocoLabels;
}

/** Part of its box that a figure fills, about. */
const FILL = 0.5;

/** Writes these frames of the clip as photographs, and their labels beside them. */
export async function drawPhotographs(folder: string, frames: readonly number[]): Promise<DrawnPhotographs> {
  const images = join(folder, 'photographs');
  await mkdir(images);
  const chosen = frames.map((frame) => `eq(n,${frame})`).join('+');
  const clip = await ensureDemoClip();
  await remakeMedia(clip, join(images, '%d.jpg'), {
    after: ['-vf', `select='${chosen}'`, '-vsync', '0', '-q:v', '2'],
  });
  const annotations = join(folder, 'labels.json');
  const labels = labelsOf(frames);
  await writeFile(annotations, JSON.stringify(labels));
  return { images, annotations, labels };
}

function labelsOf(frames: readonly number[]): CocoLabels {
  const { width, height } = CLIP;
  const truth = demoTruth();
  const people = frames.flatMap((frame, index) =>
    (truth[frame]?.figures ?? []).map((figure) => annotationOf(figure, index + 1)),
  );
  return {
    images: frames.map((_, index) => ({ id: index + 1, file_name: `${index + 1}.jpg`, width, height })),
    annotations: people.map((person, index) => ({ ...person, id: index + 1 })),
    categories: [{ id: 1, name: 'person', keypoints: [...COCO_17.names] }],
  };
}

function annotationOf({ joints, inFrame, box }: FigureTruth, image_id: number): Omit<CocoAnnotation, 'id'> {
  const [left, top, right, bottom] = box;
  const [width, height] = [right - left, bottom - top];
  return {
    ...{ image_id, category_id: 1, iscrowd: 0, area: width * height * FILL },
    bbox: [left, top, width, height],
    keypoints: joints.flatMap(([x, y], index) => (inFrame[index] ? [x, y, 2] : [0, 0, 0])),
    num_keypoints: inFrame.filter(Boolean).length,
  };
}
