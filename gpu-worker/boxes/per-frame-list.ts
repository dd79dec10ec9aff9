/** The seed's layout: `[[[x1, y1, x2, y2(, score)], …], [], …]`, one list a frame, in pixels. */
import { boxesError } from './box-error.ts';
import type { BoxLayout } from './box-layout.ts';
import { checkedBox, numbersOf } from './check-box.ts';

/** A list of boxes a frame. */
export const PER_FRAME_LIST: BoxLayout = {
  title: 'a list of boxes a frame',
  example: '[[x1, y1, x2, y2], …]',
  fits: Array.isArray,
  read(entry, frame, table) {
    // Frames that the video does not have are counted only, for the message at the end.
    if (frame >= table.video.frames) return;
    (entry as readonly unknown[]).forEach((value, number) => {
      const place = { frame, part: 'box', number } as const;
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, score = 1] = numbersOf(value, 4, 5, place);
      table.add(frame, checkedBox([x1, y1, x2, y2], score, table.video, place), place);
    });
  },
  end(lists, { video: { frames, fewestFrames = frames } }) {
    if (lists >= fewestFrames && lists <= frames) return;
    const number = fewestFrames === frames ? frames : `${fewestFrames} to ${frames}`;
    throw boxesError(
      `The boxes file has lists for ${lists} frames, the video has ${number}. Give one list a frame, empty where nobody is.`,
    );
  },
};
