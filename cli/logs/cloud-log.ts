/** The log of a worker in the cloud: a stream of CloudWatch Logs. */
import {
  CloudWatchLogsClient,
  GetLogEventsCommand,
  type GetLogEventsCommandOutput,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { STACK_OUTPUTS } from '../../core/stack-outputs.ts';
import { callAws } from '../aws/aws-error.ts';
import { clientSettings } from '../aws/client-settings.ts';
import { findStack } from '../aws/stack.ts';
import type { StackOptions } from '../aws/stack-options.ts';
import { plain } from '../text.ts';
import type { LogSource } from './log-source.ts';

/** Opens a stream of the workers' log group. @throws CliError when the deployment cannot be found. */
export async function openCloudLog(
  stream: string,
  options: StackOptions,
  signal: AbortSignal,
): Promise<LogSource> {
  const stack = await findStack(options, signal);
  const group = stack.output(STACK_OUTPUTS.workerLogGroup);
  const client = new CloudWatchLogsClient(clientSettings(stack.region));
  return new CloudLog({ client, group, stream, signal });
}

interface CloudLogSettings {
  client: CloudWatchLogsClient;
  group: string;
  stream: string;
  signal: AbortSignal;
}

class CloudLog implements LogSource {
  readonly pollMs = 2000;
  /** The container's log driver sends every few seconds, and CloudWatch shows it a little later. */
  readonly lagMs = 8000;
  found = false;
  readonly #settings: CloudLogSettings;
  #token: string | undefined;

  constructor(settings: CloudLogSettings) {
    this.#settings = settings;
  }

  get notFound(): string {
    const { group, stream } = this.#settings;
    const reason = 'Its worker has not written anything yet, or it is older than logs are kept';
    return `The log group ${plain(group)} has no stream ${plain(stream)}. ${reason}.`;
  }

  /** CloudWatch answers the token that it was given once there is nothing more. */
  async *read(): AsyncGenerator<string> {
    for (;;) {
      const page = await this.#page();
      if (page === undefined) return;
      this.found = true;
      for (const { message = '' } of page.events ?? []) yield message.trimEnd();
      const isEnd = page.nextForwardToken === undefined || page.nextForwardToken === this.#token;
      this.#token = page.nextForwardToken;
      if (isEnd) return;
    }
  }

  rest(): readonly string[] {
    return [];
  }

  close(): void {
    this.#settings.client.destroy();
  }

  /** Undefined while there is no such stream: Batch tells its name before the worker writes into it. */
  async #page(): Promise<GetLogEventsCommandOutput | undefined> {
    const { client, group, stream, signal } = this.#settings;
    const command = new GetLogEventsCommand({
      logGroupName: group,
      logStreamName: stream,
      startFromHead: true,
      nextToken: this.#token,
    });
    return callAws(signal, () =>
      client.send(command, { abortSignal: signal }).catch((error: unknown) => {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }),
    );
  }
}
