/** Boxes files in JSON: which layout one has, and its boxes. */
import { boxesError, shown } from './box-error.ts';
import type { BoxLayout } from './box-layout.ts';
import type { BoxTable } from './box-table.ts';
import { COCO_DETECTIONS } from './coco-detections.ts';
import type { JsonWalk } from './json-walk.ts';
import { PER_FRAME_LIST } from './per-frame-list.ts';
import { predictions } from './predictions.ts';
import { TRACKED_BOXES } from './tracked-boxes.ts';

/** What the frames of a predictions file of MMPose's demo are called. */
const DEMO_FRAMES = 'instance_info';

/** Names of fields that a message shows. */
const MOST_NAMES = 8;

/** Layouts of files that are a list. */
const LIST_LAYOUTS = [PER_FRAME_LIST, COCO_DETECTIONS, TRACKED_BOXES, predictions(0)] as const;

/** Reads the boxes of a JSON text. @throws PosefleetError `bboxes_invalid` saying where and what is wrong. */
export function readJsonBoxes(walk: JsonWalk, table: BoxTable): void {
  if (walk.peek() === '{') readDemoPredictions(walk, table);
  else readEntries(walk, LIST_LAYOUTS, table);
  walk.end();
}

/** That no layout fits, and which there are. @param found what was found instead. */
export function noLayout(found: string): Error {
  const layouts = LIST_LAYOUTS.map(({ title, example }) => `${title}, [${example}, …]`).join('; ');
  return boxesError(
    `The boxes file has no layout that is known: ${found}. Known are ${layouts}, or those in the ${DEMO_FRAMES} of an object; lines of MOTChallenge, frame,id,x,y,width,height,score.`,
  );
}

function readDemoPredictions(walk: JsonWalk, table: BoxTable): void {
  const others: string[] = [];
  let isFound = false;
  for (const name of walk.names()) {
    if (name === DEMO_FRAMES) {
      isFound = true;
      readEntries(walk, [predictions(1)], table);
    } else {
      walk.skip();
      if (others.length < MOST_NAMES) others.push(name);
    }
  }
  if (!isFound) throw noLayout(`it is ${objectWith(others)}`);
}

/** The first entry decides on the layout; all others have to be like it. */
function readEntries(walk: JsonWalk, layouts: readonly BoxLayout[], table: BoxTable): void {
  let [index, layout] = [0, layouts[0] as BoxLayout];
  for (const entry of walk.elements()) {
    if (index === 0) layout = layoutOf(entry, layouts);
    else if (!layout.fits(entry)) {
      throw boxesError(
        `Entry ${index} of the boxes file is ${describe(entry)}; the first is of ${layout.title}.`,
      );
    }
    layout.read(entry, index, table);
    index += 1;
  }
  layout.end?.(index, table);
}

function layoutOf(entry: unknown, layouts: readonly BoxLayout[]): BoxLayout {
  const [layout, other] = layouts.filter(({ fits }) => fits(entry));
  if (layout === undefined) throw noLayout(`its first entry is ${describe(entry)}`);
  if (other === undefined) return layout;
  throw boxesError(
    `The boxes file may be ${layout.title} or ${other.title}: its first entry is ${describe(entry)}. Leave out the fields of one.`,
  );
}

function describe(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return shown(entry);
  return objectWith(Object.keys(entry));
}

function objectWith(names: readonly string[]): string {
  const some = names.slice(0, MOST_NAMES).map((name) => JSON.stringify(name.slice(0, 40)));
  return some.length === 0 ? 'an empty object' : `an object with ${some.join(', ')}`;
}
