/** Half-precision numbers, in which the weights of TensorFlow.js models are often stored. */

const MANTISSA_BITS = 10;
const EXPONENT_MASK = 0x1f;
const EXPONENT_BIAS = 15;
const MANTISSA_MASK = 0x3ff;

/** The number that an IEEE 754 binary16 pattern (0..65535) stands for; exact in double precision. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> MANTISSA_BITS) & EXPONENT_MASK;
  const fraction = (bits & MANTISSA_MASK) / (MANTISSA_MASK + 1);
  if (exponent === EXPONENT_MASK) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** (1 - EXPONENT_BIAS);
  return sign * (1 + fraction) * 2 ** (exponent - EXPONENT_BIAS);
}

/** Decodes little-endian halves. A table of all 65,536 patterns makes millions of weights a matter of milliseconds. */
export function decodeHalves(bytes: Uint8Array): Float32Array {
  table ??= Float32Array.from({ length: 0x10000 }, (_, bits) => halfToNumber(bits));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Float32Array(bytes.byteLength / 2);
  for (let i = 0; i < numbers.length; i++) numbers[i] = table[view.getUint16(i * 2, true)] as number;
  return numbers;
}

let table: Float32Array | undefined;
