/** `run.json`: what was run, with which weights, versions and settings, how long it took, and the counts. */
import { createRequire } from 'node:module';
import { ffmpegVersion } from '../../media/ffmpeg-version.ts';
import type { VideoProbe } from '../../media/probe.ts';
import { VIDEO_ENCODER } from '../../media/segment-encoder.ts';
import type { LoadedModel, LoadedNetwork } from '../inference/loaded-model.ts';
import type { ProcessedVideo } from '../pipeline/process-video.ts';
import { isDrawn, type Work } from './work.ts';

const require = createRequire(import.meta.url);

/** What the file is made of, beside the work itself. */
export interface RunFacts {
  probe: VideoProbe;
  model: LoadedModel;
  processed: ProcessedVideo;
}

/** The content of `run.json`. */
export async function runFile(
  work: Work,
  { probe, model, processed }: RunFacts,
): Promise<Record<string, unknown>> {
  const { record, threads, programs, warnings, watch } = work;
  return {
    task_id: record.task_id,
    run: record.run,
    attempt: record.attempt,
    model: model.name,
    networks: [model.pose, ...(model.detector === undefined ? [] : [model.detector])].map(networkFacts),
    provider: 'cpu',
    threads,
    options: record.options,
    video: probe,
    encoder: VIDEO_ENCODER,
    frames: {
      decoded: processed.decode.decoded,
      selected: processed.frames,
      predicted: processed.frames,
      written: isDrawn(work) ? processed.frames : 0,
    },
    instances: processed.instances,
    warnings,
    timings_seconds: watch.laps,
    versions: {
      posefleet: packageVersion('../../package.json'),
      node: process.version,
      onnxruntime: packageVersion('onnxruntime-node/package.json'),
      ffmpeg: await ffmpegVersion(programs),
    },
  };
}

function networkFacts({ name, sha256, contract }: LoadedNetwork) {
  return { name, sha256, input: contract.input.size };
}

/** Compiled files lie one folder deeper than their sources. */
function packageVersion(file: string): string {
  for (const path of [file, `../${file}`]) {
    try {
      return (require(path) as { version: string }).version;
    } catch {}
  }
  return 'unknown';
}
