/** The options of `POST /process` as flags, made from their schema: a new option needs no code here. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { type TaskOptions, taskOptionsSchema } from '../core/task-options.ts';
import { usageError } from './cli-error.ts';

const NAMES = Object.keys(taskOptionsSchema.shape) as (keyof TaskOptions)[];

/** Adds a flag for each option: `--max-people <n>`, and `--no-visualization` for what is on by default. */
export function withProcessOptions(command: Command): Command {
  for (const name of NAMES) {
    const field: z.ZodType = taskOptionsSchema.shape[name];
    const flag = name.replaceAll('_', '-');
    const text = field.description ?? '';
    if (field.safeParse(true).success) command.option(`--no-${flag}`, `Turns this off: ${text}`);
    else command.addOption(valueOption(flag, field, text));
  }
  return command;
}

/** An option that takes one of several words, a name, or a number. */
function valueOption(flag: string, field: z.ZodType, text: string): Option {
  const inner = field instanceof z.ZodOptional ? field.unwrap() : field;
  if (inner instanceof z.ZodString) return new Option(`--${flag} <name>`, text);
  if (!(inner instanceof z.ZodEnum)) return new Option(`--${flag} <n>`, text).argParser(readNumber);
  return new Option(`--${flag} <word>`, text).choices(inner.options.map(String));
}

/** The options among a command's flags. @throws CliError of wrong usage that names the flag. */
export function readProcessOptions(flags: Record<string, unknown>): TaskOptions {
  const given: Record<string, unknown> = {};
  for (const name of NAMES) {
    const value = flags[camelCase(name)];
    // commander gives true for a --no-… flag that is absent: the default, which need not be sent.
    if (value !== undefined && value !== true) given[name] = value;
  }
  const parsed = taskOptionsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw usageError(`--${String(issue?.path[0] ?? 'option').replaceAll('_', '-')}: ${issue?.message}.`);
}

function readNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It must be a number.');
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
