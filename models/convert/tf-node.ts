/** One node of a TensorFlow graph, with typed access to its attributes. */
import { ConversionError } from './conversion-error.ts';

/** An attribute as protobuf's JSON form has it: 64-bit integers may be strings, byte strings are base64. */
export interface TfAttribute {
  i?: number | string;
  f?: number;
  b?: boolean;
  s?: string;
  type?: string;
  shape?: { dim?: readonly { size?: number | string }[] };
  list?: { i?: readonly (number | string)[]; s?: readonly string[] };
}

/** A node: its operator, the values that it reads, and its attributes. */
export class TfNode {
  readonly name: string;
  readonly op: string;
  /** References to values: node name, with `:1` and so on for further outputs. Control inputs are left out. */
  readonly inputs: readonly string[];
  readonly #attributes: Readonly<Record<string, TfAttribute>>;

  constructor(name: string, op: string, inputs: readonly string[], attributes: Record<string, TfAttribute>) {
    this.name = name;
    this.op = op;
    this.inputs = inputs.filter((input) => !input.startsWith('^'));
    this.#attributes = attributes;
  }

  /** The n-th input. @throws ConversionError when there are fewer. */
  input(index: number): string {
    return this.inputs[index] ?? this.fail(`it has no input ${index}`);
  }

  /** An integer attribute, 0 when absent. */
  int(name: string): number {
    return Number(this.#attributes[name]?.i ?? 0);
  }

  /** A list of integers, empty when absent. */
  ints(name: string): number[] {
    return (this.#attributes[name]?.list?.i ?? []).map(Number);
  }

  /** A boolean, false when absent. */
  flag(name: string): boolean {
    return this.#attributes[name]?.b ?? false;
  }

  /** A string, empty when absent. */
  text(name: string): string {
    return decodeBase64(this.#attributes[name]?.s ?? '');
  }

  /** A list of strings, empty when absent. */
  texts(name: string): string[] {
    return (this.#attributes[name]?.list?.s ?? []).map(decodeBase64);
  }

  /** A type such as `DT_FLOAT`, or the empty string. */
  type(name: string): string {
    return this.#attributes[name]?.type ?? '';
  }

  /** The attribute `shape`; sizes not known in advance are -1. */
  shape(): number[] {
    return (this.#attributes.shape?.shape?.dim ?? []).map(({ size }) => Number(size ?? 0));
  }

  /** Throws an error that names this node. */
  fail(reason: string): never {
    throw new ConversionError(this.name, this.op, reason);
  }
}

function decodeBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
