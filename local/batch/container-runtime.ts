/** Workers as containers, as a job definition of Batch describes them. */
import { randomUUID } from 'node:crypto';
import type { ContainerProperties } from '@aws-sdk/client-batch';
import { type ContainerEngine, removeContainer } from '../container/engine.ts';
import { containerArguments } from './container-arguments.ts';
import { WorkerContainer } from './worker-container.ts';
import type { WorkerRuntime } from './worker-runtime.ts';

/** What containers are made of. */
export interface ContainerRuntimeOptions {
  engine: ContainerEngine;
  /** Of the job definition; its environment is the business of the Batch stand-in. */
  container: ContainerProperties;
  /** Where files of a cloud's machine lie on this one, by their path there. */
  hostFiles?: Readonly<Record<string, string>>;
}

/** Starts workers in containers. @throws Error when the job definition needs what is not given here. */
export function containerRuntime({ engine, container, hostFiles }: ContainerRuntimeOptions): WorkerRuntime {
  const args = [...engine.runOptions, ...containerArguments(container, hostFiles)];
  const { image = '' } = container;
  return {
    image,
    start: (start) => new WorkerContainer(engine, { name: containerName(start.job), image, args }, start),
    async endLeftover({ container: name }) {
      if (name !== undefined) await removeContainer(engine, name);
    },
  };
}

/** The name tells the job, and is another for each of its attempts. */
function containerName(job: string): string {
  return `posefleet-${job}-${randomUUID().slice(0, 8)}`;
}
