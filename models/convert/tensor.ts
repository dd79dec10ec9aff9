/** Constant tensors: small helpers on plain arrays, row-major throughout. */

/** Element types that the graphs at hand hold. TensorFlow's int32 becomes int64, as ONNX wants its indices. */
export type TensorData = Float32Array | Int32Array;

/** A constant: its data in row-major order, and its shape (`[]` for a scalar). */
export interface Tensor {
  shape: readonly number[];
  data: TensorData;
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The tensor with its axes permuted: axis `i` of the result is axis `order[i]` of the input, as in numpy. */
export function transpose(tensor: Tensor, order: readonly number[]): Tensor {
  const strides = stridesOf(tensor.shape);
  const shape = order.map((axis) => tensor.shape[axis] as number);
  const steps = order.map((axis) => strides[axis] as number);
  const data = tensor.data.slice();
  const index = shape.map(() => 0);
  for (let to = 0, from = 0; to < data.length; to++) {
    data[to] = tensor.data[from] as number;
    from = advance(index, shape, steps, from);
  }
  return { shape, data };
}

/** The one value that all elements have, or undefined when they differ (or there are none). */
export function uniformValue(tensor: Tensor): number | undefined {
  const first = tensor.data[0];
  return first !== undefined && tensor.data.every((value) => value === first) ? first : undefined;
}

/** Shape with ones put in front up to the given rank, as broadcasting does. */
export function padShape(shape: readonly number[], rank: number): number[] {
  return [...Array<number>(Math.max(0, rank - shape.length)).fill(1), ...shape];
}

function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** Counts the index up by one element like an odometer; returns the offset that belongs to it. */
function advance(
  index: number[],
  shape: readonly number[],
  steps: readonly number[],
  offset: number,
): number {
  let next = offset;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const step = steps[axis] as number;
    const count = (index[axis] as number) + 1;
    if (count < (shape[axis] as number)) {
      index[axis] = count;
      return next + step;
    }
    next -= step * (count - 1);
    index[axis] = 0;
  }
  return next;
}
