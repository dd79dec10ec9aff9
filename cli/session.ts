/** What every command that talks to a service needs, made from its common options. */
import { type Command, Option } from 'commander';
import { ENV, envOr } from '../core/environment.ts';
import { ApiClient } from './api-client.ts';
import { toCliError, usageError } from './cli-error.ts';
import type { CliExit } from './exit-codes.ts';
import { interruption } from './interruption.ts';
import { Output } from './output.ts';
import { shellWord } from './text.ts';

/** Where the local service listens. */
export const DEFAULT_URL = 'http://127.0.0.1:8000';

/** The service, the outputs, and the signal of Ctrl-C. */
export interface Session {
  url: string;
  api: ApiClient;
  out: Output;
  signal: AbortSignal;
  /** `posefleet` with the words given and, where it is not the default one, the address. */
  commandLine: (...words: string[]) => string;
}

interface CommonOptions {
  url?: string;
  token?: string;
  json?: boolean;
}

/** Adds `--url`, `--token` and `--json`. */
export function withCommonOptions(command: Command): Command {
  return withJsonOption(
    command
      .addOption(new Option('--url <address>', `the service (env ${ENV.url}; default ${DEFAULT_URL})`))
      .addOption(new Option('--token <token>', `sent as "Authorization: Bearer" (env ${ENV.token})`)),
  );
}

/** Adds `--json`. */
export function withJsonOption(command: Command): Command {
  return command.option('--json', 'JSON for programs on stdout; what is for people goes to stderr');
}

/**
 * Makes a command's action: it gets a session, its errors are shown, and its exit code is the process's.
 *
 * @param run - gets the session, the command's options and its arguments
 */
export function action<Options>(
  run: (session: Session, options: Options, args: readonly string[]) => Promise<CliExit>,
): (...input: unknown[]) => Promise<void> {
  return actionWith(openSession, run);
}

/** The same for a command that has something else than a session at hand, which `open` makes. */
export function actionWith<Context, Options>(
  open: (options: CommonOptions, out: Output) => Context,
  run: (context: Context, options: Options, args: readonly string[]) => Promise<CliExit>,
): (...input: unknown[]) => Promise<void> {
  return async (...input) => {
    const command = input.at(-1) as Command;
    const options = command.optsWithGlobals<Options & CommonOptions>();
    const out = new Output(options.json ?? false);
    try {
      process.exitCode = await run(open(options, out), options, command.args);
    } catch (error) {
      const shown = toCliError(error);
      out.error(shown);
      process.exitCode = shown.exitCode;
    }
  };
}

function openSession(options: CommonOptions, out: Output): Session {
  const given = options.url ?? envOr(ENV.url, DEFAULT_URL);
  const url = checkUrl(given);
  const token = options.token ?? (envOr(ENV.token, '') || undefined);
  if (token !== undefined) checkToken(token, url, out);
  const signal = interruption();
  const place = options.url === undefined ? [] : ['--url', url];
  return {
    url,
    out,
    signal,
    api: new ApiClient({ url, token, signal }),
    commandLine: (...words) => ['posefleet', ...words, ...place].map(shellWord).join(' '),
  };
}

/** @throws CliError of wrong usage. */
function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const extras = url === undefined ? '' : url.username + url.password + url.search + url.hash;
  if (/^https?:$/.test(url?.protocol ?? '') && extras === '') return text.replace(/\/+$/, '');
  throw usageError(`--url must be like ${DEFAULT_URL} or https://host/stage, not ${text}.`);
}

function checkToken(token: string, url: string, out: Output): void {
  if (!/^[\x21-\x7e]+$/.test(token)) throw usageError('--token must be printable ASCII without spaces.');
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && !isOnThisMachine(url)) {
    out.note(`posefleet: the token travels unencrypted to ${hostname}.`);
  }
}

/** Whether an address is one of this machine. */
export function isOnThisMachine(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
