/** The cloud assembly that `cdk deploy` would send: made offline, by the app as a process. */
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FUNCTIONS, type FunctionName } from '../../core/functions.ts';

/** A resource of a template. */
export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: properties are of hundreds of shapes; assertions name what they look at.
  Properties: any;
}

/** A CloudFormation template. */
export interface CloudTemplate {
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Value: unknown }>;
}

/** A synthesised assembly. */
export interface Assembly {
  folder: string;
  template: CloudTemplate;
  remove(): void;
}

/**
 * Synthesises the stack.
 *
 * @param config what differs from cdk.json's own `posefleet`.
 * @throws Error with what the app printed, when it refuses.
 */
export async function synthesise(config: Record<string, unknown> = {}): Promise<Assembly> {
  const folder = mkdtempSync(join(tmpdir(), 'posefleet-assembly-'));
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const CDK_CONTEXT_JSON = JSON.stringify({ ...context, posefleet: { ...context.posefleet, ...config } });
  const env = { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON };
  await promisify(execFile)(process.execPath, ['infra/app.ts'], { env });
  const [file] = globSync('*.template.json', { cwd: folder });
  if (file === undefined) throw new Error(`The app wrote no template into ${folder}.`);
  const template = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return { folder, template, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** All resources of a type, with their logical ids. */
export function resourcesOf({ Resources }: CloudTemplate, type: string): [id: string, Resource][] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type);
}

/** The Lambda function of a name: it is known by the purpose in its description. */
export function functionOf(template: CloudTemplate, name: FunctionName): [id: string, Resource] {
  const found = resourcesOf(template, 'AWS::Lambda::Function').filter(([, { Properties }]) =>
    String(Properties.Description).endsWith(`: ${FUNCTIONS[name].purpose}`),
  );
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} functions are ${name}.`);
  return found[0];
}

/** Path of the bundle of a function, as it lies in the assembly. */
export function bundleOf({ folder, template }: Assembly, name: FunctionName): string {
  const [, { Properties }] = functionOf(template, name);
  // What is sent to S3 as HASH.zip lies here in the folder asset.HASH.
  const asset = `asset.${String(Properties.Code.S3Key).replace(/\.zip$/, '')}`;
  const [file] = globSync('index.*js', { cwd: join(folder, asset) });
  if (file === undefined) throw new Error(`The function ${name} has no bundle.`);
  return join(folder, asset, file);
}
