/** COCO detections: `[{image_id, category_id, bbox: [x, y, width, height], score}, …]`; image_id is the frame. */
import { type BoxLayout, type Fields, hasFields } from './box-layout.ts';
import { checkedBox, cornersOf, numberOf, numbersOf } from './check-box.ts';

/** COCO's category of people. */
const PERSON = 1;

/** COCO detections, in any order. Those of other categories than people are left out. */
export const COCO_DETECTIONS: BoxLayout = {
  title: 'COCO detections',
  example: '{"image_id": FRAME, "category_id": 1, "bbox": [x, y, width, height], "score": 0.9}',
  fits: (entry) => hasFields(entry, 'image_id', 'bbox'),
  read(entry, number, table) {
    const { image_id, category_id = PERSON, bbox, score = 1 } = entry as Fields;
    const frame = table.frameIndex(image_id, 0, `Detection ${number}: image_id`);
    const place = { frame, part: 'detection', number } as const;
    if (numberOf(category_id, 'category_id', place) !== PERSON) return;
    const corners = cornersOf(numbersOf(bbox, 4, 4, place), place);
    table.add(frame, checkedBox(corners, score, table.video, place), place);
  },
};
