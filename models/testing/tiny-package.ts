/** A package of two tiny models, its tarball, and the catalogue that describes it. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { convertModel } from '../pull/convert-model.ts';
import { hashBytes } from '../pull/model-folder.ts';
import type { TfjsModel } from '../pull/source-kinds.ts';
import { sketchModel } from './graph-json.ts';

/** An entry whose file is pinned. */
export type TinyModel = TfjsModel & { file: { sha256: string; bytes: number } };

/** A package, and catalogue entries that pin it. */
export interface TinyPackage {
  package: string;
  version: string;
  tarball: Uint8Array;
  /** `tiny-double` and `tiny-triple`, which multiply an int32 `[1, 4]` by two and by three. */
  catalogue: TinyModel[];
  /** The converted files, by the model's name. */
  converted: ReadonlyMap<string, Uint8Array>;
}

const NAME = '@posefleet-test/models';
const VERSION = '1.0.0';
const FACTORS = { double: 2, triple: 3 } as const;
type Factor = keyof typeof FACTORS;

/** Makes the package. */
export async function tinyPackage(): Promise<TinyPackage> {
  const files = new Map<string, Uint8Array>();
  for (const [name, factor] of Object.entries(FACTORS)) {
    const { json, weights } = multiplier(factor);
    files.set(`package/${name}.json`, Buffer.from(json)).set(`package/${name}.bin`, weights);
  }
  const tarball = await pack(files);
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const entries = (Object.keys(FACTORS) as Factor[]).map((name) =>
    entry(name, integrity, tarball.byteLength),
  );
  const converted = new Map(entries.map((model) => [model.name, convertModel(model, files)]));
  const catalogue = entries.map((model) => ({
    ...model,
    file: pin(converted.get(model.name) as Uint8Array),
  }));
  return { package: NAME, version: VERSION, tarball, catalogue, converted };
}

function multiplier(factor: number) {
  return sketchModel({
    inputShape: [1, 4],
    constants: { factor: { shape: [], values: [factor] } },
    nodes: [
      { name: 'number', op: 'Cast', input: ['input'], attr: { SrcT: 'DT_INT32', DstT: 'DT_FLOAT' } },
      { name: 'product', op: 'Mul', input: ['number', 'factor'], attr: { T: 'DT_FLOAT' } },
    ],
  });
}

async function pack(files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'posefleet-tiny-'));
  try {
    await mkdir(join(folder, 'package'));
    for (const [path, content] of files) await writeFile(join(folder, path), content);
    const file = join(folder, 'package.tgz');
    await create({ cwd: folder, file, gzip: true, portable: true }, ['package']);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function pin(onnx: Uint8Array): TinyModel['file'] {
  return { sha256: hashBytes(onnx), bytes: onnx.byteLength };
}

function entry(name: Factor, integrity: string, bytes: number): TinyModel {
  return {
    name: `tiny-${name}`,
    aliases: [],
    family: 'movenet',
    task: 'one-stage',
    title: 'A test model',
    file: { sha256: '', bytes: 0 },
    source: {
      kind: 'npm-tfjs',
      package: NAME,
      version: VERSION,
      integrity,
      bytes,
      model: `package/${name}.json`,
      weights: [`package/${name}.bin`],
      origin: 'this test',
    },
    licence: { weights: 'Apache-2.0', carrier: 'MIT', author: 'nobody' },
    contract: {
      input: {
        name: 'input',
        type: 'int32',
        layout: 'nhwc',
        colours: 'rgb',
        shape: [1, 4],
        size: { kind: 'fixed', width: 4, height: 1 },
        mean: [0, 0, 0],
        deviation: [1, 1, 1],
        fit: { kind: 'letterbox-top-left' },
        padding: 0,
      },
      outputs: [{ name: 'output', shape: [1, 4] }],
      decode: { kind: 'movenet-multipose' },
      keypoints: 'coco-17',
    },
  };
}
