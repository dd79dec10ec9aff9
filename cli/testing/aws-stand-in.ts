/** CloudFormation and CloudWatch Logs as the SDK speaks to them, for the commands that need them. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Events that one answer of GetLogEvents holds at most here; 10 000 in the cloud. */
const EVENTS_A_PAGE = 3;

/** A running stand-in. */
export class AwsStandIn implements AsyncDisposable {
  /** Outputs of each stack by its name. */
  readonly stacks = new Map<string, Record<string, string>>();
  /** Lines of each log stream by `group:stream`. */
  readonly logs = new Map<string, string[]>();
  /** Error that the next requests are answered with. */
  failure: { status: number; code: string; message: string } | undefined;
  /** Actions that were asked for, with the region of their signature. */
  readonly calls: string[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  /** Starts on a free port of 127.0.0.1. */
  static async start(): Promise<AwsStandIn> {
    const standIn = new AwsStandIn();
    standIn.#server.listen(0, '127.0.0.1');
    await once(standIn.#server, 'listening');
    return standIn;
  }

  /** Variables with which a command finds this stand-in, and nothing of the machine's own configuration. */
  environment(): Record<string, string> {
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return {
      AWS_ENDPOINT_URL_CLOUDFORMATION: url,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      ...NO_CONFIGURATION,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const target = String(request.headers['x-amz-target'] ?? '');
    const action = target.split('.')[1] ?? new URLSearchParams(body).get('Action') ?? '';
    const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
    this.calls.push(`${action} ${region}`);
    if (this.failure !== undefined) return this.#fail(response, target !== '');
    if (action === 'DescribeStacks')
      this.#describe(response, new URLSearchParams(body).get('StackName') ?? '');
    else this.#logEvents(response, JSON.parse(body));
  }

  #fail(response: ServerResponse, isJson: boolean): void {
    const { status, code, message } = this.failure as NonNullable<AwsStandIn['failure']>;
    if (isJson) json(response, status, { __type: code, message });
    else xml(response, status, errorXml(code, message));
  }

  #describe(response: ServerResponse, name: string): void {
    const outputs = this.stacks.get(name);
    if (outputs === undefined) {
      xml(response, 400, errorXml('ValidationError', `Stack with id ${name} does not exist`));
    } else {
      xml(response, 200, stackXml(name, outputs));
    }
  }

  /** Tokens are positions; at the end the same one comes back, as in the cloud. */
  #logEvents(response: ServerResponse, body: Record<string, string>): void {
    const lines = this.logs.get(`${body.logGroupName}:${body.logStreamName}`);
    if (lines === undefined) {
      const message = 'The specified log stream does not exist.';
      json(response, 400, { __type: 'ResourceNotFoundException', message });
      return;
    }
    const start = Number(body.nextToken?.slice(2) ?? 0);
    const page = lines.slice(start, start + EVENTS_A_PAGE);
    json(response, 200, {
      events: page.map((message, index) => ({ timestamp: start + index, ingestionTime: 0, message })),
      nextForwardToken: `f/${start + page.length}`,
      nextBackwardToken: `b/${start}`,
    });
  }
}

/** What keeps the SDK from the configuration and the metadata of the machine that runs the tests. */
export const NO_CONFIGURATION = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PROFILE: '',
  AWS_MAX_ATTEMPTS: '1',
} as const;

function stackXml(name: string, outputs: Record<string, string>): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
<DescribeStacksResult><Stacks><member><StackName>${name}</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>
<CreationTime>2025-11-22T10:00:00.000Z</CreationTime><Outputs>${members.join('')}</Outputs></member></Stacks>
</DescribeStacksResult></DescribeStacksResponse>`;
}

function errorXml(code: string, message: string): string {
  return `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type>
<Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
}

function xml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}
