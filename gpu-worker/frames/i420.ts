/** Pictures in I420: a plane of luma, then two of chroma at half the size, each side even. */
import type { ColourMatrix } from './colour.ts';

/** Size of a picture and the meaning of its colours. */
export interface PictureFormat {
  width: number;
  height: number;
  matrix: ColourMatrix;
}

/** A picture and its planes. */
export interface I420 extends PictureFormat {
  /** `[height, width]`, 16..235. */
  y: Uint8Array;
  /** `[height / 2, width / 2]`, 16..240. */
  u: Uint8Array;
  v: Uint8Array;
}

/** Bytes of a picture of this size. */
export function i420Bytes(width: number, height: number): number {
  return (width * height * 3) / 2;
}

/** The planes of a buffer that holds a picture of this format. */
export function i420(memory: ArrayBufferLike, { width, height, matrix }: PictureFormat): I420 {
  const luma = width * height;
  return {
    width,
    height,
    matrix,
    y: new Uint8Array(memory, 0, luma),
    u: new Uint8Array(memory, luma, luma / 4),
    v: new Uint8Array(memory, (luma * 5) / 4, luma / 4),
  };
}
