/** Builds the worker's image. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ENV, envOr } from '../../core/environment.ts';
import posefleet from '../../package.json' with { type: 'json' };
import { type BuildEngine, type BuildTool, findBuildTool } from './build-tool.ts';
import { imageMegabytes } from './image-size.ts';
import { BASE_ARGUMENTS, defaultTag, type Target } from './targets.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Options of `image build`, as commander parses them. */
export interface BuildOptions {
  target: Target;
  base?: string;
  nodeBase?: string;
  models?: string;
  tag?: string;
  engine?: BuildEngine;
}

/** Builds the image and tells its size. @throws Error when it cannot be built; the tool has told why. */
export async function buildImage(options: BuildOptions): Promise<void> {
  const { target, tag = defaultTag(target), base, nodeBase, engine } = options;
  const tool = await findBuildTool(engine, nodeBase ?? base);
  const begun = Date.now();
  await run(tool, buildArguments(tool, { ...options, tag }));
  const seconds = Math.round((Date.now() - begun) / 1000);
  console.log(
    `${tag}: ${await imageMegabytes(tool.command, tag)} MB, built in ${seconds} s with ${tool.name}`,
  );
}

/** Arguments that build the image, after the program's name. */
export function buildArguments(tool: BuildTool, options: BuildOptions & { tag: string }): string[] {
  const { target, tag, base, nodeBase, models } = options;
  const values = {
    [BASE_ARGUMENTS[target]]: base,
    NODE_BASE: nodeBase,
    MODELS: models,
    VERSION: posefleet.version,
  };
  return [
    ...tool.build,
    ...['--file', 'gpu-worker/Dockerfile', '--target', target, '--tag', tag],
    ...Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : ['--build-arg', `${name}=${value}`],
    ),
    // Without a value the tool takes that of its environment.
    ...(envOr(ENV.modelMirrors, '') === '' ? [] : ['--build-arg', ENV.modelMirrors]),
    '.',
  ];
}

async function run({ command, environment }: BuildTool, args: readonly string[]): Promise<void> {
  const [file = '', ...before] = command;
  const env = { ...process.env, ...environment };
  const child = spawn(file, [...before, ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`The image could not be built: ${file} ended with ${code}.`);
}
