/** Boxes with ids: `[{frame_id, boxes: [{id, bbox: [x1, y1, x2, y2], score?}]}, …]`; frames count from 0. */
import { boxError, boxesError } from './box-error.ts';
import { type BoxLayout, type Fields, hasFields } from './box-layout.ts';
import type { BoxTable } from './box-table.ts';
import { checkedBox, idOf, numbersOf } from './check-box.ts';

/** Tracked boxes. Frames that are not named have nobody in them. */
export const TRACKED_BOXES: BoxLayout = {
  title: 'tracked boxes',
  example: '{"frame_id": FRAME, "boxes": [{"id": 1, "bbox": [x1, y1, x2, y2]}]}',
  fits: (entry) => hasFields(entry, 'frame_id', 'boxes'),
  read(entry, index, table) {
    const { frame_id, boxes } = entry as Fields;
    const frame = table.frameIndex(frame_id, 0, `Entry ${index}: frame_id`);
    table.beginFrame(frame, `Entry ${index}: frame ${frame}`);
    if (!Array.isArray(boxes)) throw boxesError(`Frame ${frame}: boxes must be a list.`);
    boxes.forEach((box: unknown, number) => {
      readBox(box, number, frame, table);
    });
  },
};

function readBox(value: unknown, number: number, frame: number, table: BoxTable): void {
  const place = { frame, part: 'box', number } as const;
  if (!hasFields(value, 'id', 'bbox')) throw boxError(place, 'must be an object with id and bbox.');
  const { id, bbox, score = 1 } = value as Fields;
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbersOf(bbox, 4, 4, place);
  const hint = checkedBox([x1, y1, x2, y2], score, table.video, place);
  table.add(frame, { ...hint, id: idOf(id, 'id', place) }, place);
}
