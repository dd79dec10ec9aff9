/**
 * Goes through a JSON text value by value, so that a long list is never held as a whole: parsed at once, a file takes
 * six times its size, and one that was made to do harm far more. Streaming parsers need three times as long and set
 * no limit to what a single value takes.
 */
import { boxesError } from './box-error.ts';

/** A larger value is not parsed. A frame of 1000 people with 133 keypoints, as MMPose indents it, has 13 MB. */
const MOST_VALUE_BYTES = 16 * 1024 * 1024;

const [QUOTE, BACKSLASH] = [codeOf('"'), codeOf('\\')];
const SPACES = tableOf(' \t\r\n');
const OPENING = tableOf('[{');
const CLOSING = tableOf(']}');
/** What ends a number or a word. */
const DELIMITERS = tableOf(' \t\r\n]},:');

/** A place in a JSON text, which goes on with what is read. All throw PosefleetError `bboxes_invalid`. */
export class JsonWalk {
  readonly #bytes: Buffer;
  #at = 0;

  /** @param bytes UTF-8. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The character that comes next; empty at the end. */
  peek(): string {
    while (SPACES[this.#bytes[this.#at] as number] === 1) this.#at += 1;
    const byte = this.#bytes[this.#at];
    return byte === undefined ? '' : String.fromCharCode(byte);
  }

  /** The elements of the list that comes next. */
  *elements(): Generator<unknown, void> {
    this.#take('[');
    if (this.#takeIf(']')) return;
    do yield this.value();
    while (this.#takeIf(','));
    this.#take(']');
  }

  /** The names in the object that comes next. After each, its value has to be read or skipped. */
  *names(): Generator<string, void> {
    this.#take('{');
    if (this.#takeIf('}')) return;
    do {
      const name = this.value();
      if (typeof name !== 'string') throw this.#invalid('a name was expected');
      this.#take(':');
      yield name;
    } while (this.#takeIf(','));
    this.#take('}');
  }

  /** The value that comes next. */
  value(): unknown {
    const begin = this.skip();
    if (this.#at - begin > MOST_VALUE_BYTES) {
      throw boxesError(
        `The boxes file has a value of more than ${MOST_VALUE_BYTES} bytes, at byte ${begin}; no frame needs as much.`,
      );
    }
    try {
      return JSON.parse(this.#bytes.toString('utf8', begin, this.#at));
    } catch (error) {
      throw this.#invalid((error as Error).message, begin);
    }
  }

  /** Passes over the value that comes next, without a look at what is in it. @returns the byte at which it begins. */
  skip(): number {
    this.peek();
    const begin = this.#at;
    this.#at = this.#endOfValue(begin);
    return begin;
  }

  /** Nothing may come any more. */
  end(): void {
    if (this.peek() !== '') throw this.#invalid('something follows after its end');
  }

  #take(character: string): void {
    if (!this.#takeIf(character)) throw this.#invalid(`${character} was expected`);
  }

  #takeIf(character: string): boolean {
    const comes = this.peek() === character;
    if (comes) this.#at += 1;
    return comes;
  }

  /** Brackets within are counted, not paired: what is wrong with them shows when the value is parsed. */
  #endOfValue(begin: number): number {
    let depth = 0;
    for (let at = begin; at < this.#bytes.length; at++) {
      const byte = this.#bytes[at] as number;
      if (OPENING[byte] === 1) depth += 1;
      else if (byte === QUOTE) at = this.#endOfText(at);
      else if (CLOSING[byte] === 1) depth -= 1;
      else if (depth === 0) return this.#endOfWord(at);
      if (depth <= 0) return depth < 0 ? at : at + 1;
    }
    throw this.#invalid('it ends too early', this.#bytes.length);
  }

  /** The place of the quote that ends a text. */
  #endOfText(begin: number): number {
    for (let at = begin + 1; at < this.#bytes.length; at++) {
      if (this.#bytes[at] === QUOTE) return at;
      if (this.#bytes[at] === BACKSLASH) at += 1;
    }
    throw this.#invalid('it ends within a text', this.#bytes.length);
  }

  #endOfWord(begin: number): number {
    let at = begin;
    while (at < this.#bytes.length && DELIMITERS[this.#bytes[at] as number] === 0) at += 1;
    return at;
  }

  #invalid(reason: string, at = this.#at): Error {
    return boxesError(`The boxes file is not valid JSON at byte ${at}: ${reason}.`);
  }
}

/** 1 for each of the characters, by its code. */
function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[codeOf(character)] = 1;
  return table;
}

function codeOf(character: string): number {
  return character.charCodeAt(0);
}
