/** The log of a worker of the local service: a file in its data folder. */
import { createReadStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { ENV } from '../../core/environment.ts';
import { CliError } from '../cli-error.ts';
import { CLI_EXIT } from '../exit-codes.ts';
import { plain } from '../text.ts';
import type { LogSource } from './log-source.ts';

/** A file that is read on from where it was left. */
export class FileLog implements LogSource {
  readonly pollMs = 500;
  readonly lagMs = 1000;
  found = false;
  readonly #path: string;
  readonly #decoder = new StringDecoder('utf8');
  #offset = 0;
  #begun = '';

  /** @throws CliError when the stream's name would lead out of the folder. */
  constructor(dataFolder: string, stream: string) {
    if (stream.split(/[/\\]/).includes('..')) {
      throw new CliError(CLI_EXIT.refused, 'log_not_there', `${plain(stream)} is not the name of a log.`);
    }
    this.#path = join(resolve(dataFolder), 'logs', `${stream}.log`);
  }

  get notFound(): string {
    const advice = `Set ${ENV.data} to the data folder of the service`;
    return `${plain(this.#path)} is not there. ${advice}; logs of jobs that ended long ago are removed.`;
  }

  async *read(): AsyncGenerator<string> {
    try {
      for await (const chunk of createReadStream(this.#path, { start: this.#offset })) {
        this.#offset += (chunk as Buffer).length;
        const lines = (this.#begun + this.#decoder.write(chunk as Buffer)).split('\n');
        this.#begun = lines.pop() ?? '';
        yield* lines;
      }
      this.found = true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  rest(): readonly string[] {
    const line = this.#begun + this.#decoder.end();
    return line === '' ? [] : [line];
  }

  close(): void {
    // Each call of `read` closes its file itself.
  }
}
