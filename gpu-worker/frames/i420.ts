/** Pictures in I420: a plane of luma, then two of chroma at half the size, each side even. */

/** A picture and its planes. */
export interface I420 {
  width: number;
  height: number;
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

/** The planes of a buffer that holds a picture of this size. */
export function i420(memory: ArrayBufferLike, width: number, height: number): I420 {
  const luma = width * height;
  return {
    width,
    height,
    y: new Uint8Array(memory, 0, luma),
    u: new Uint8Array(memory, luma, luma / 4),
    v: new Uint8Array(memory, (luma * 5) / 4, luma / 4),
  };
}
