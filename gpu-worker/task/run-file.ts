/** `run.json`: what was run, with which weights, versions and settings, how long it took, and the counts. */
import { createRequire } from 'node:module';
import type { Provider } from '../../core/worker-settings.ts';
import { ffmpegVersion } from '../../media/ffmpeg-version.ts';
import type { VideoProbe } from '../../media/probe.ts';
import posefleet from '../../package.json' with { type: 'json' };
import type { LoadedModel, LoadedNetwork } from '../inference/loaded-model.ts';
import type { SessionPlan } from '../inference/session-plan.ts';
import type { Pace, ProcessedVideo } from '../pipeline/video-job.ts';
import type { Encoder } from './choose-encoder.ts';
import { isDrawn, type Work } from './work.ts';

const require = createRequire(import.meta.url);

/** What the file is made of, beside the work itself. */
export interface RunFacts {
  probe: VideoProbe;
  model: LoadedModel;
  provider: Provider;
  plan: SessionPlan;
  processed: ProcessedVideo;
  encoder: Encoder;
}

/** The content of `run.json`. */
export async function runFile(
  work: Work,
  { probe, model, provider, plan, processed, encoder }: RunFacts,
): Promise<Record<string, unknown>> {
  const { record, threads, programs, warnings, watch } = work;
  return {
    task_id: record.task_id,
    run: record.run,
    attempt: record.attempt,
    model: model.name,
    networks: [model.pose, ...(model.detector === undefined ? [] : [model.detector])].map(networkFacts),
    provider,
    threads,
    sessions: plan.sessions,
    threads_per_session: plan.threadsEach,
    options: record.options,
    video: probe,
    decoding: processed.decoding,
    encoder,
    frames: {
      decoded: processed.decode.decoded,
      selected: processed.frames,
      predicted: processed.frames,
      written: isDrawn(work) ? processed.frames : 0,
    },
    resumed: { chunks: processed.chunksBefore, frames: processed.framesBefore },
    instances: processed.instances,
    tracks: processed.tracks,
    warnings,
    timings_seconds: watch.laps,
    timings_ms_per_frame: millisecondsPerFrame(processed.pace),
    versions: {
      posefleet: posefleet.version,
      node: process.version,
      onnxruntime: (require('onnxruntime-node/package.json') as { version: string }).version,
      ffmpeg: await ffmpegVersion(programs),
    },
  };
}

/** Of the decoder, as far as all else waited for it, and of one inference thread; null where nothing was measured. */
function millisecondsPerFrame({ decodeMs, inferenceMs }: Pace) {
  const rounded = (value: number | null) => (value === null ? null : Math.round(value * 1000) / 1000);
  return { decode: rounded(decodeMs), inference: rounded(inferenceMs) };
}

function networkFacts({ name, sha256, contract }: LoadedNetwork) {
  return { name, sha256, input: contract.input.size };
}
