/** Reads a JSON file of a known shape. */
import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { AccuracyError } from './accuracy-error.ts';

/** Complaints that are told at most. */
const MOST_TOLD = 3;

/** The file's content. @throws AccuracyError naming the file, and the field where one is wrong */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const checked = schema.safeParse(parse(file, await readText(file)));
  if (checked.success) return checked.data;
  const { issues } = checked.error;
  const told = issues.slice(0, MOST_TOLD).map(({ path, message }) => `${fieldName(path)}: ${message}`);
  const more = issues.length > MOST_TOLD ? `; ${issues.length - MOST_TOLD} more` : '';
  throw new AccuracyError(`${file} does not have the expected layout. ${told.join('; ')}${more}.`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new AccuracyError(`${file} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AccuracyError(`${file} is not JSON: ${(error as Error).message}.`, { cause: error });
  }
}

/** Such as `annotations[3].bbox`. */
function fieldName(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return steps.join('').replace(/^\./u, '') || 'the whole';
}
