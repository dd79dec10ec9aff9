/** Whether an ONNX file is what a contract says. Pure, so that the worker can ask it of an open session too. */
import { KEYPOINT_SETS, type KeypointSet } from '../../core/keypoint-sets.ts';
import type { ModelContract, ModelInput } from './model-contract.ts';

/** A tensor of a model as its file has it. */
export interface FoundTensor {
  name: string;
  /** ONNX Runtime's name of the element type, such as `float32`. */
  type: string;
  /** Sizes; names, also empty ones, are free. Absent, or empty, when the file does not even tell their number. */
  shape?: readonly (number | string)[];
}

/** Inputs and outputs of a model as its file has them. */
export interface FoundTensors {
  inputs: readonly FoundTensor[];
  outputs: readonly FoundTensor[];
}

/** Element types that outputs may have, as far as they are read. */
const OUTPUT_TYPES: readonly string[] = ['float32', 'int32', 'int64'];

/**
 * Everything that keeps a file from being run under a contract, one sentence each; empty when nothing does.
 *
 * A size that the file leaves free fits any of the contract. A size that the contract names fits any of the file, except
 * that a batch must be free or 1, and the sides of a picture must be what the contract's `size` says.
 *
 * @param found from `readSignature`, or from the metadata of a session of ONNX Runtime
 */
export function contractTroubles(found: FoundTensors, contract: ModelContract): string[] {
  return [...inputTroubles(found, contract), ...outputTroubles(found, contract)];
}

function inputTroubles({ inputs }: FoundTensors, { input }: ModelContract): string[] {
  const tensor = inputs.find(({ name }) => name === input.name);
  const others = inputs.filter(({ name }) => name !== input.name);
  if (tensor === undefined) return [missing('input', input.name, inputs)];
  return [
    ...others.map(({ name }) => `The model wants a further input, ${quoted(name)}; only one can be filled.`),
    ...(tensor.type === input.type
      ? []
      : [`The input ${quoted(input.name)} is ${tensor.type}, not ${input.type}.`]),
    ...shapeTroubles(`input ${quoted(input.name)}`, tensor.shape, input.shape, expectedSides(input)),
  ];
}

function outputTroubles({ outputs }: FoundTensors, contract: ModelContract): string[] {
  return contract.outputs.flatMap(({ name, shape }) => {
    const tensor = outputs.find((output) => output.name === name);
    if (tensor === undefined) return [missing('output', name, outputs)];
    const known = OUTPUT_TYPES.includes(tensor.type);
    return [
      ...(known ? [] : [`The output ${quoted(name)} is ${tensor.type}, not ${OUTPUT_TYPES.join(' or ')}.`]),
      ...shapeTroubles(`output ${quoted(name)}`, tensor.shape, shape, expectedKeypoints(contract, shape)),
    ];
  });
}

function missing(kind: 'input' | 'output', name: string, found: readonly FoundTensor[]): string {
  const names = found.map((tensor) => quoted(tensor.name)).join(', ');
  return `There is no ${kind} ${quoted(name)}; the model has ${names || 'none'}.`;
}

/** What must be at an axis beside what the contract's shape says, and why; undefined when all is said. */
type Expectation = (axis: number) => { size: number | 'free'; why: string } | undefined;

function shapeTroubles(
  what: string,
  found: FoundTensor['shape'],
  wanted: readonly (number | string)[],
  expectation: Expectation,
): string[] {
  if (found === undefined || (found.length === 0 && wanted.length > 0)) return [];
  if (found.length !== wanted.length) {
    return [
      `The ${what} has ${found.length} sizes ${shown(found)}, not the ${wanted.length} of ${shown(wanted)}.`,
    ];
  }
  return found.flatMap((size, axis) => {
    if (typeof size === 'string') return [];
    const expected = expectation(axis);
    const right = expected?.size ?? wanted[axis];
    if (right === size || (typeof right === 'string' && right !== 'free')) return [];
    const because = expected === undefined ? '' : ` (${expected.why})`;
    return [`Size ${axis} of the ${what} ${shown(found)} is ${size}, not ${right}${because}.`];
  });
}

/** A picture's sides in the input, where the shape only names them; one crop or picture at a time must be possible. */
function expectedSides({ layout, shape, size }: ModelInput): Expectation {
  const [height, width] = layout === 'nchw' ? [2, 3] : [1, 2];
  return (axis) => {
    if (typeof shape[axis] === 'number') return undefined;
    if (axis === 0) return { size: 1, why: 'or free, since any number of crops may be run at once' };
    if (axis !== height && axis !== width) return undefined;
    if (size.kind === 'multiples')
      return { size: 'free', why: `the contract takes multiples of ${size.step}` };
    const side = axis === height ? 'height' : 'width';
    return { size: size[side], why: `the ${side} in the contract` };
  };
}

/** Names the keypoint set where the number of its keypoints is what differs. */
function expectedKeypoints(
  { keypoints, decode }: ModelContract,
  shape: readonly (number | string)[],
): Expectation {
  if (keypoints === undefined || decode.kind === 'movenet-multipose') return () => undefined;
  const { names }: KeypointSet = KEYPOINT_SETS[keypoints];
  const axis = keypointAxis(decode.kind, shape.length);
  return (at) => (at === axis ? { size: names.length, why: `the keypoints of ${keypoints}` } : undefined);
}

function keypointAxis(kind: ModelContract['decode']['kind'], rank: number): number | undefined {
  if (kind === 'heatmap' || kind === 'simcc') return 1;
  // Of RTMO's two outputs the one with four sizes has the keypoints, as has MoveNet's only one.
  return (kind === 'rtmo' || kind === 'movenet-singlepose') && rank === 4 ? 2 : undefined;
}

function quoted(name: string): string {
  return `"${name}"`;
}

function shown(shape: readonly (number | string)[]): string {
  return `[${shape.map((size) => (size === '' ? '?' : size)).join(', ')}]`;
}
