/**
 * MoveNet MultiPose in TensorFlow.js on WebAssembly, in Node: the same video, the same decoder, the same input size,
 * poses only. ffmpeg scales as well, which is quicker than what TensorFlow.js has for it.
 */
import '@tensorflow/tfjs-backend-wasm';
import { spawn } from 'node:child_process';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { ready, setBackend, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { findFfmpegPrograms } from '../../../media/ffmpeg.ts';
import { requireModel } from '../../../models/catalogue.ts';
import { tfjsFiles } from '../../../models/testing/tfjs-files.ts';
import { answerJob } from './job.ts';

/** What to do. */
export interface TfjsJob {
  file: string;
  /** Name of a model that comes as a TensorFlow.js graph. */
  model: string;
  /** Size of the picture in the input, and of the input, whose rest is black. */
  picture: { width: number; height: number };
  input: { width: number; height: number };
}

/** What was done. */
export interface TfjsAnswer {
  frames: number;
  /** People with a score of .3 and more, added up over the frames. */
  instances: number;
  /** Seconds by the clock with the model open. */
  seconds: number;
}

/** Values of a person: 17 × (y, x, score), ymin, xmin, ymax, xmax, score. */
const ROW = 56;
const LEAST_SCORE = 0.3;

await answerJob<TfjsJob, TfjsAnswer>(async (job) => {
  await setBackend('wasm');
  await ready();
  const model = await openModel(job.model);
  // The first call compiles.
  model.execute(tensor(new Int32Array(pixels(job) * 3), shape(job), 'int32'));
  const begun = performance.now();
  const counts = await estimate(model, job);
  return { ...counts, seconds: (performance.now() - begun) / 1000 };
});

async function openModel(name: string): Promise<GraphModel> {
  const { source } = requireModel(name);
  if (source.kind !== 'npm-tfjs') throw new Error(`${name} is not a TensorFlow.js graph.`);
  const files = await tfjsFiles([{ source }]);
  const json = JSON.parse(Buffer.from(files.get(source.model) ?? []).toString());
  const weights = Buffer.concat(source.weights.map((path) => files.get(path) as Uint8Array));
  return loadGraphModel({
    load: async () => ({
      modelTopology: json.modelTopology,
      signature: json.signature,
      weightSpecs: json.weightsManifest[0].weights,
      weightData: new Uint8Array(weights).buffer,
    }),
  });
}

async function estimate(model: GraphModel, job: TfjsJob): Promise<Pick<TfjsAnswer, 'frames' | 'instances'>> {
  const counts = { frames: 0, instances: 0 };
  for await (const frame of rgbFrames(job)) {
    const input = tensor(Int32Array.from(frame), shape(job), 'int32');
    const output = model.execute(input) as Tensor;
    const values = await output.data();
    input.dispose();
    output.dispose();
    counts.frames += 1;
    for (let at = ROW - 1; at < values.length; at += ROW)
      if ((values[at] as number) >= LEAST_SCORE) counts.instances += 1;
  }
  return counts;
}

/** Frames as RGB of the input's size. */
async function* rgbFrames(job: TfjsJob): AsyncGenerator<Buffer> {
  const { picture, input, file } = job;
  const scale = `scale=${picture.width}:${picture.height},pad=${input.width}:${input.height}`;
  const args = [
    '-loglevel',
    'error',
    '-i',
    file,
    '-vf',
    scale,
    '-pix_fmt',
    'rgb24',
    '-f',
    'rawvideo',
    'pipe:1',
  ];
  const { stdout } = spawn(findFfmpegPrograms().ffmpeg, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const bytes = pixels(job) * 3;
  let rest = Buffer.alloc(0);
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length >= bytes; rest = rest.subarray(bytes)) yield rest.subarray(0, bytes);
  }
}

function pixels({ input }: TfjsJob): number {
  return input.width * input.height;
}

function shape({ input }: TfjsJob): [number, number, number, number] {
  return [1, input.height, input.width, 3];
}
