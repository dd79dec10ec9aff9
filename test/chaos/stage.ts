/** What a run takes place on: a folder, a network, a service, and clients of all of them. */
import { mkdir, readFile } from 'node:fs/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ENV } from '../../core/environment.ts';
import { LOCAL_NAMES, LOCAL_OWNER } from '../../local/local-environment.ts';
import { Endings } from './callers/endings.ts';
import { PatientClient } from './callers/patient-client.ts';
import type { PlannedTask } from './plan/plan-tasks.ts';
import type { VideoName } from './plan/videos.ts';
import { Network } from './proxy/network.ts';
import { STORM } from './proxy/weather.ts';
import { ChaosService, QUICK_SERVICE } from './service/chaos-service.ts';

/** MiB of a worker's container: enough for all kinds of tasks but the one that is to fail. */
const CONTAINER_MIB = 700;

/** How a stage is set. */
export interface StageOptions {
  folder: string;
  seed: number;
  /** Whether events are unsteady; the network is calm until it is told otherwise. */
  isUnsteady: boolean;
  containers: boolean;
  videos: ReadonlyMap<VideoName, string>;
  /** Variables by which service and workers find their model; containers have theirs in their image. */
  model: Readonly<Record<string, string>>;
}

/** A stage. What is still there of it at its disposal is ended at once. */
export class Stage implements AsyncDisposable {
  readonly service: ChaosService;
  readonly network: Network;
  readonly client: PatientClient;
  readonly endings: Endings;
  /** Events that were delivered once more. */
  repeatedEvents = 0;
  readonly #videos: ReadonlyMap<VideoName, string>;
  readonly #over = new AbortController();

  private constructor(options: StageOptions, network: Network) {
    this.network = network;
    this.#videos = options.videos;
    this.service = new ChaosService({
      ...options,
      network,
      environment: {
        ...QUICK_SERVICE,
        ...options.model,
        ...(options.containers ? { [ENV.localRuntime]: 'container' } : {}),
      },
      ...(options.containers ? { memoryMiB: CONTAINER_MIB } : {}),
      onUnsteady: () => {
        this.repeatedEvents += 1;
      },
    });
    this.client = new PatientClient(() => this.service.url, this.#over.signal);
    this.endings = new Endings(() => this.service.store, this.#over.signal);
  }

  /** Starts proxies and service, and puts the videos into the media bucket. */
  static async set(options: StageOptions): Promise<Stage> {
    await mkdir(options.folder, { recursive: true });
    const stage = new Stage(options, await Network.start(options.seed, STORM));
    try {
      await stage.service.start();
      await stage.#upload(await stage.service.s3());
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Where a planned task's video is: half of them lie in the bucket, half on this machine. */
  readonly pathOf = ({ variant: { video } }: PlannedTask, index: number): string =>
    index % 2 === 0
      ? `s3://${LOCAL_NAMES.mediaBucket}/${mediaKey(video)}`
      : (this.#videos.get(video) as string);

  /** Ends everything in order. @throws Error when the service does not end well. */
  async close(): Promise<void> {
    this.#over.abort();
    await this.service.end('SIGTERM');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.service.end('SIGKILL');
    await this.network.close();
  }

  async #upload(s3: S3Client): Promise<void> {
    for (const [name, file] of this.#videos) {
      const object = { Bucket: LOCAL_NAMES.mediaBucket, Key: mediaKey(name), Body: await readFile(file) };
      await s3.send(new PutObjectCommand(object));
    }
    s3.destroy();
  }
}

function mediaKey(name: VideoName): string {
  return `media/${LOCAL_OWNER}/chaos/${name}`;
}
