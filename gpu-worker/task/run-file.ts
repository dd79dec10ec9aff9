/** `run.json`: what was run, with which weights, versions and settings, how long it took, and the counts. */
import { createRequire } from 'node:module';
import type { TaskRecord, TaskWarning } from '../../core/task.ts';
import type { FfmpegPrograms } from '../../media/ffmpeg.ts';
import { ffmpegVersion } from '../../media/ffmpeg-version.ts';
import type { VideoProbe } from '../../media/probe.ts';
import { VIDEO_ENCODER } from '../../media/segment-encoder.ts';
import type { LoadedModel, LoadedNetwork } from '../inference/loaded-model.ts';
import type { ProcessedVideo } from '../pipeline/process-video.ts';

const require = createRequire(import.meta.url);

/** What the file is made of. */
export interface RunFacts {
  record: TaskRecord;
  probe: VideoProbe;
  model: LoadedModel;
  processed: ProcessedVideo;
  /** Frames that the selection took, by the decoder's own count. */
  warnings: TaskWarning[];
  threads: number;
  /** Seconds since the claim at which each stage was over. */
  timings: Record<string, number>;
  programs: FfmpegPrograms;
}

/** The content of `run.json`. */
export async function runFile(facts: RunFacts): Promise<Record<string, unknown>> {
  const { record, probe, model, processed, warnings, threads, timings, programs } = facts;
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
      written: record.options.visualization === false ? 0 : processed.frames,
    },
    instances: processed.instances,
    warnings,
    timings_seconds: timings,
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
