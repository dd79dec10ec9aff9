/** A video through the worker, as a task of the local service: what it took and what came of it. */
import { GetObjectCommand } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { parseS3Address } from '../../core/places.ts';
import type { Harness } from '../e2e/harness.ts';
import { watchMemory } from './measured-process.ts';
import { endedChildrenSeconds } from './process-tree.ts';
import { type BenchRequest, processWhole } from './service.ts';

/** What a task took. The service itself runs in the bench's process, and does not count. */
export interface Whole {
  frames: number;
  /** People, added up over the frames. */
  instances: number;
  threads: number;
  /** Seconds by the clock, from the request to the completed task. */
  wall: number;
  /** Seconds by the clock for poses and files alone: video and model were open. */
  working: number;
  /** Seconds of processor time of the worker and of the programs that it started. */
  cpu: number;
  /** Highest memory of all of them together, in megabytes. */
  peak: number;
}

/** Looking at a task takes the worker's cores from it. */
const LOOK_MS = 250;

/** The part of `run.json` that is looked at. */
const runFileSchema = z.object({
  threads: z.int(),
  frames: z.object({ predicted: z.int() }),
  instances: z.int(),
  timings_seconds: z.object({ probe: z.number(), model: z.number(), write: z.number() }),
});

/** Sends a video through. @throws Error when the task fails. */
export async function measureWhole(service: Harness, video: string, request: BenchRequest): Promise<Whole> {
  const before = endedChildrenSeconds();
  const memory = watchMemory();
  try {
    const { task, seconds } = await processWhole(service, video, request, LOOK_MS);
    const cpu = endedChildrenSeconds() - before;
    const run = await readRunFile(service, task.result?.run_file ?? '');
    const { probe, model, write } = run.timings_seconds;
    return {
      frames: run.frames.predicted,
      instances: run.instances,
      threads: run.threads,
      wall: seconds,
      working: write - Math.max(probe, model),
      cpu,
      peak: memory.peak(),
    };
  } finally {
    memory.stop();
  }
}

async function readRunFile({ s3 }: Harness, address: string): Promise<z.infer<typeof runFileSchema>> {
  const place = parseS3Address(address);
  if (place === undefined) throw new Error(`The task has no run.json: ${address}`);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }));
  return runFileSchema.parse(JSON.parse((await Body?.transformToString()) ?? ''));
}
