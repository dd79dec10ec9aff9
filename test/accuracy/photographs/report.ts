/** What was measured: as tables for people, as JSON for programs. */
import { table } from '../../../cli/text.ts';
import type { OpenPoseDistance } from '../fixtures/measure-fixtures.ts';
import type { DataSet } from './data-set.ts';
import type { MeasuredModel } from './measure-model.ts';
import type { Accuracy } from './measurement.ts';

/** What a row of a table begins with. */
interface Beginning {
  model: string;
  /** Where the boxes came from, or the model's task. */
  kind: string;
  mean: number;
}

/** The report as text. @param clip what was measured on the clip that comes with OpenPose's poses. */
export function reportTables(
  dataSet: DataSet,
  measured: readonly MeasuredModel[],
  clip?: OpenPoseDistance,
): string {
  const poses = measured.flatMap(({ poses, model, detector, boxSource }) =>
    poses === undefined
      ? []
      : [rowOf(poses, { model, kind: detector ?? boxSource, mean: poses.likeness.meanOfAll })],
  );
  const boxes = measured.flatMap(({ boxes, model, task }) =>
    boxes === undefined ? [] : [rowOf(boxes, { model, kind: task, mean: boxes.likeness.meanOfFound })],
  );
  return [
    heading(dataSet, measured),
    ...section('Poses (OKS: mean over all these people, 0 for who was not found)', 'OKS', poses),
    ...section('Boxes (IoU: mean over the people who were found)', 'IoU', boxes),
    ...(clip === undefined ? [] : ['', clipLine(clip)]),
    '',
    table(measured.map(({ model, seconds }) => [model, `${seconds.toFixed(1)} s`])),
  ].join('\n');
}

/** The report as one line of JSON. */
export function reportJson(
  dataSet: DataSet,
  measured: readonly MeasuredModel[],
  clip?: OpenPoseDistance,
): string {
  const models = measured.map(({ poses, boxes, ...rest }) => ({
    ...rest,
    ...(poses === undefined ? {} : { poses: figures(poses) }),
    ...(boxes === undefined ? {} : { boxes: figures(boxes) }),
  }));
  const { folder, annotations } = dataSet;
  return JSON.stringify({ images: folder, annotations, models, ...(clip && { clip }) });
}

function clipLine({ frames, distance }: OpenPoseDistance): string {
  const percent = (100 * distance).toFixed(2);
  return `Pose2Sim's clip: over ${frames} frames the subject's joints are ${percent} % of the box's height from OpenPose's`;
}

function figures({ likeness, stats }: Accuracy<object>): object {
  return { ...likeness, stats };
}

/** A table's row by the names of its columns. */
function rowOf({ likeness, stats }: Accuracy<object>, { model, kind, mean }: Beginning) {
  const found = `${likeness.found}/${likeness.people}`;
  const shares = Object.entries(stats).map(([name, value]) => [name, value < 0 ? '-' : share(value)]);
  return {
    model,
    by: kind,
    found,
    mean: share(mean),
    ...(Object.fromEntries(shares) as Record<string, string>),
  };
}

function section(title: string, likeness: string, rows: readonly ReturnType<typeof rowOf>[]): string[] {
  const [first] = rows;
  if (first === undefined) return [];
  const head = Object.keys(first).map((name) => (name === 'mean' ? likeness : name));
  return ['', title, table([head, ...rows.map((row) => Object.values(row))])];
}

function heading({ folder, labels, people }: DataSet, measured: readonly MeasuredModel[]): string {
  const asked = [...people.values()].flat().length;
  const providers = [...new Set(measured.map(({ provider }) => provider))].join(', ');
  return `Pictures: ${labels.images.length} in ${folder}; people with labelled keypoints: ${asked}; run on ${providers}`;
}

/** Such as `.873`. */
function share(value: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(3).replace(/^0/u, '');
}
