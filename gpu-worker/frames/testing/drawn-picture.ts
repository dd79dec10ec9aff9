/** Pictures for tests. */
import { colourMatrix, toYuv } from '../colour.ts';
import { type I420, i420, i420Bytes } from '../i420.ts';

/** An RGB colour. */
export type Colour = readonly [red: number, green: number, blue: number];

const MATRIX = colourMatrix('bt709');

/** A picture whose colour at each pixel is told by a function. */
export function drawnPicture(width: number, height: number, colour: (x: number, y: number) => Colour): I420 {
  const made = i420(new ArrayBuffer(i420Bytes(width, height)), { width, height, matrix: MATRIX });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [luma, u, v] = toYuv(colour(x, y), MATRIX);
      made.y[y * width + x] = luma;
      made.u[(y >> 1) * (width >> 1) + (x >> 1)] = u;
      made.v[(y >> 1) * (width >> 1) + (x >> 1)] = v;
    }
  }
  return made;
}

/** A picture of one colour. */
export function plainPicture(width: number, height: number, colour: Colour = [0, 0, 0]): I420 {
  return drawnPicture(width, height, () => colour);
}
