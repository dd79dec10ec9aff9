/** Predictions in MMPose's layouts, such as this service's own: the people's boxes, with their ids where they have some. */
import { boxError, boxesError } from './box-error.ts';
import { type BoxLayout, type Fields, hasFields } from './box-layout.ts';
import type { BoxTable } from './box-table.ts';
import { checkedBox, idOf, numbersOf } from './check-box.ts';

/**
 * Frames of predictions: `{frame_id, instances: [{bbox: [[x1, y1, x2, y2]], bbox_score?, id?, track_id?}]}`. The
 * nesting is MMPose's. Frames that are not named have nobody in them.
 *
 * @param first number of the first frame: 0 in the inferencer's list, 1 in the demo's `instance_info`.
 */
export function predictions(first: 0 | 1): BoxLayout {
  return {
    title: 'predictions in a layout of MMPose',
    example: '{"frame_id": FRAME, "instances": [{"bbox": [[x1, y1, x2, y2]]}]}',
    fits: (entry) => hasFields(entry, 'frame_id', 'instances'),
    read(entry, index, table) {
      const { frame_id, instances } = entry as Fields;
      const frame = table.frameIndex(frame_id, first, `Entry ${index}: frame_id`);
      table.beginFrame(frame, `Entry ${index}: frame ${frame_id}`);
      if (!Array.isArray(instances)) throw boxesError(`Frame ${frame_id}: instances must be a list.`);
      instances.forEach((instance: unknown, number) => {
        readInstance(instance, number, { frame, first }, table);
      });
    },
  };
}

function readInstance(
  value: unknown,
  number: number,
  { frame, first }: { frame: number; first: number },
  table: BoxTable,
): void {
  const place = { frame: frame + first, part: 'instance', number } as const;
  if (!hasFields(value, 'bbox')) throw boxError(place, 'must be an object with bbox.');
  const { bbox, bbox_score = 1, id, track_id } = value as Fields;
  if (!Array.isArray(bbox) || bbox.length !== 1 || !Array.isArray(bbox[0])) {
    throw boxError(place, 'bbox must be [[x1, y1, x2, y2]], a list within a list as MMPose writes it.');
  }
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbersOf(bbox[0], 4, 4, place);
  const hint = checkedBox([x1, y1, x2, y2], bbox_score, table.video, place);
  const known = id ?? track_id;
  const name = id === undefined ? 'track_id' : 'id';
  table.add(frame, known === undefined ? hint : { ...hint, id: idOf(known, name, place) }, place);
}
