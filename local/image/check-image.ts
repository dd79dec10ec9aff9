/** Checks the worker's image: by what it says of itself, and from within. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { WORKER_CONTAINER } from '../../core/worker-container.ts';
import { type ContainerEngine, findEngine } from '../container/engine.ts';
import { outputOf, runTool } from '../container/run-tool.ts';
import { imageMegabytes } from './image-size.ts';
import type { Inside } from './inside.ts';

/** Something that was looked at. */
interface Finding {
  name: string;
  isGood: boolean;
  found: string;
}

const DOCKERFILE = fileURLToPath(new URL('../../gpu-worker/Dockerfile', import.meta.url));
const INSIDE = new URL('./inside.ts', import.meta.url);
/** Settings of the machine that built the image, which must not travel with it. */
const OF_THE_BUILDER = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];

/** Checks an image and prints what was found. @returns whether all is well. @throws Error when it does not run. */
export async function checkImage(image: string, asJson = false): Promise<boolean> {
  const engine = await findEngine(image);
  const inside = await lookInside(engine, image);
  const findings = [...(await lint()), ...(await configFindings(engine, image)), ...insideFindings(inside)];
  const megabytes = await imageMegabytes(engine.command, image);
  if (asJson) console.log(JSON.stringify({ image, megabytes, findings, inside }, null, 2));
  else for (const line of findings.map(describe)) console.log(line);
  if (!asJson) console.log(`${image}: ${megabytes} MB`);
  return findings.every(({ isGood }) => isGood);
}

function describe({ name, isGood, found }: Finding): string {
  return `${isGood ? 'good ' : 'WRONG'} ${name}: ${found === '' ? 'none' : found}`;
}

/** As a job runs it, with nothing but its volume to write to, and without a network. */
async function lookInside({ command, runOptions }: ContainerEngine, image: string): Promise<Inside> {
  const hard = [
    '--read-only',
    '--cap-drop',
    'all',
    '--security-opt',
    'no-new-privileges',
    '--network',
    'none',
  ];
  const node = ['--input-type=module-typescript', '-'];
  const program = await readFile(INSIDE, 'utf8');
  const run = [...command, 'run', '--rm', '--interactive', '--init', ...runOptions, ...hard, image, ...node];
  return JSON.parse(await outputOf(run, program));
}

function insideFindings(inside: Inside): Finding[] {
  const { user, node, ffmpeg, ffprobe, environment, models, opened } = inside;
  const builder = OF_THE_BUILDER.filter((name) => environment[name] !== undefined);
  return [
    is('user', user, WORKER_CONTAINER.user),
    finding('Node', /^v24\./.test(node), node),
    finding('ffmpeg', ffmpeg !== '' && ffmpeg === ffprobe, ffmpeg),
    is('folders that can be written', inside.writable.join(' '), WORKER_CONTAINER.scratch),
    is('programs that are not needed', inside.superfluous.join(' '), ''),
    is('packages for developing', inside.developing.join(' '), ''),
    is('programs that run as somebody else', inside.setuid.join(' '), ''),
    is('libraries that ONNX Runtime misses', inside.missingLibraries.join(' '), ''),
    is('left from building', [...inside.leftovers, ...builder].join(' '), ''),
    is('NODE_ENV', environment.NODE_ENV ?? '', 'production'),
    is('ORT_DISABLE_TELEMETRY', environment.ORT_DISABLE_TELEMETRY ?? '', '1'),
    finding('models', true, models.join(' ')),
    finding('a model was opened', models.length === 0 || opened.length > 0, opened.join(' ')),
  ];
}

async function configFindings({ command }: ContainerEngine, image: string): Promise<Finding[]> {
  const [{ Config }] = JSON.parse(await outputOf([...command, 'image', 'inspect', image]));
  const labels = Object.keys(Config.Labels ?? {}).filter((name) =>
    name.startsWith('org.opencontainers.image.'),
  );
  return [
    is('user of the image', Config.User, WORKER_CONTAINER.user),
    is('entry point', JSON.stringify(Config.Entrypoint), '["/usr/local/bin/node","--enable-source-maps"]'),
    is('command', JSON.stringify(Config.Cmd), JSON.stringify(WORKER_CONTAINER.command)),
    is('volumes', Object.keys(Config.Volumes ?? {}).join(' '), WORKER_CONTAINER.scratch),
    finding('labels', labels.length > 0, labels.length.toString()),
  ];
}

/** hadolint's opinion, where it is installed. */
async function lint(): Promise<Finding[]> {
  try {
    const { exitCode, stdout } = await runTool(['hadolint', '--no-color', DOCKERFILE]);
    return [finding('hadolint', exitCode === 0, stdout.trim())];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return [finding('hadolint', true, 'not installed')];
  }
}

function is(name: string, found: string, expected: string): Finding {
  return finding(name, found === expected, found);
}

function finding(name: string, isGood: boolean, found: string): Finding {
  return { name, isGood, found };
}
