/** What a dropped video's own metadata asks for. */
import { type TaskOptions, taskOptionsSchema } from '../../core/task-options.ts';
import { invalidRequest } from '../api/invalid-request.ts';

/** What may stand in the metadata of a dropped video. */
export interface UploadMetadata {
  model?: string | undefined;
  bboxesPath?: string | undefined;
  /** As they stand there, not yet validated. */
  options: Record<string, unknown>;
}

const OPTION_NAMES = Object.keys(taskOptionsSchema.shape);

/**
 * Reads `model`, `bboxes_path`, `options` (JSON) and single options, such as `max_people`, from the metadata of an
 * object (`x-amz-meta-…`); a hyphen may stand for the underscore. Other names are somebody else's.
 */
export function readMetadata(metadata: Readonly<Record<string, string>>): UploadMetadata {
  const named = new Map(
    Object.entries(metadata).map(([name, value]) => [
      name.toLowerCase().replaceAll('-', '_'),
      decodeWords(value),
    ]),
  );
  const single = OPTION_NAMES.flatMap((name) => {
    const value = named.get(name);
    return value === undefined ? [] : [[name, parseValue(value)] as const];
  });
  return {
    model: named.get('model'),
    bboxesPath: named.get('bboxes_path'),
    options: { ...asOptions(named.get('options')), ...Object.fromEntries(single) },
  };
}

/** @throws PosefleetError `request_invalid` that names each wrong option. */
export function validOptions(options: Record<string, unknown>): TaskOptions {
  const parsed = taskOptionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error.issues.map((issue) => ({ ...issue, path: ['options', ...issue.path] })));
}

/** What is no JSON object becomes a field that validation names. */
function asOptions(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  const value = parseValue(text);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : { [text.slice(0, 40)]: value };
}

/** Numbers and booleans are written as in JSON; all else is text. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** S3 gives back metadata that is not ASCII in the encoded words of RFC 2047. */
function decodeWords(text: string): string {
  return text.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
    kind.toLowerCase() === 'b' ? Buffer.from(word, 'base64').toString() : decodeQuoted(word),
  );
}

function decodeQuoted(word: string): string {
  const latin = word
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(latin, 'latin1').toString();
}
