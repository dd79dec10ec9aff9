/** Calling the handler of a bundle in a process of its own, with the environment of the template. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import type { FunctionName } from '../../core/functions.ts';
import { type Assembly, bundleOf, functionOf } from './assembly.ts';

/** What Lambda itself gives a handler: address and rights of AWS. */
const OF_LAMBDA = /^AWS_(REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY|ENDPOINT_URL_[A-Z0-9_]+)$/;
/** Marks the line that holds the answer; handlers log to stdout too. */
const MARK = 'ANSWER ';

const SCRIPT = `
  import { text } from 'node:stream/consumers';
  const { handler } = await import(process.argv[1]);
  const context = { awsRequestId: 'test', functionName: 'test', getRemainingTimeInMillis: () => 60_000 };
  const answer = await handler(JSON.parse(await text(process.stdin)), context)
    .then((result) => ({ result: result ?? null }), (error) => ({ error: error.message }));
  console.log('\\n${MARK}' + JSON.stringify(answer));
  process.exit();`;

/** What a handler answered, or the message of what it threw. */
export interface BundleAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: each handler answers something else.
  result?: any;
  error?: string;
  /** What it printed. */
  log: string;
}

/**
 * The environment that the template gives a function. Texts are taken as they are; what CloudFormation would fill in,
 * such as a table's name, comes from `standIns`.
 *
 * @throws Error when the template refers to something that no stand-in is known for.
 */
export function environmentOf(
  { template }: Pick<Assembly, 'template'>,
  name: FunctionName,
  standIns: Readonly<Record<string, string>>,
): Record<string, string> {
  const [, { Properties }] = functionOf(template, name);
  const variables: Record<string, unknown> = Properties.Environment.Variables;
  const resolve = ([variable, value]: [string, unknown]): [string, string] => {
    if (typeof value === 'string') return [variable, value];
    const known = standIns[variable];
    if (known === undefined) throw new Error(`No stand-in is known for ${variable} of ${name}.`);
    return [variable, known];
  };
  return Object.fromEntries(Object.entries(variables).map(resolve));
}

/** Starts a process with the bundle as it lies in the assembly, and calls its handler once. */
export async function callBundle(
  assembly: Assembly,
  name: FunctionName,
  event: unknown,
  standIns: Readonly<Record<string, string>>,
): Promise<BundleAnswer> {
  const ofLambda = Object.entries(process.env).filter(([variable]) => OF_LAMBDA.test(variable));
  const env = { ...Object.fromEntries(ofLambda), ...environmentOf(assembly, name, standIns) };
  const args = ['--input-type=module', '--eval', SCRIPT, pathToFileURL(bundleOf(assembly, name)).href];
  const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(JSON.stringify(event));
  const [log, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const line = log.split('\n').findLast((each) => each.startsWith(MARK));
  if (line === undefined) throw new Error(`The bundle of ${name} gave no answer: ${errors}`);
  return { ...JSON.parse(line.slice(MARK.length)), log };
}
