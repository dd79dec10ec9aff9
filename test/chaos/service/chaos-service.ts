/** The service under test: started, stopped, killed and started again, on the same port and data. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { ENV } from '../../../core/environment.ts';
import { openStore, type Store } from '../../../core/store/store.ts';
import { LOCAL_REGION } from '../../../local/local-account.ts';
import { LOCAL_NAMES } from '../../../local/local-environment.ts';
import type { LocalCredentials } from '../../../local/signature/verify-signature.ts';
import type { Network } from '../proxy/network.ts';
import type { ProxiedService } from '../proxy/proxied-service.ts';
import { type FromHarness, type FromService, SETTINGS_VARIABLE, type ServiceSettings } from './messages.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
/** Milliseconds in which the service must have started, and stopped, on a machine that is busy too. */
const [START_MS, STOP_MS] = [120_000, 60_000];

/** Where the service is and how. */
export interface ChaosServiceOptions extends Omit<ServiceSettings, 'data' | 'port'> {
  /** Its data, its temporary files and its logs lie here. */
  folder: string;
  environment: Readonly<Record<string, string>>;
  network: Network;
  onUnsteady: () => void;
}

/** The service and what looks past it at its stand-ins. */
export class ChaosService {
  readonly data: string;
  /** Temporary files of the service itself. */
  readonly temporary: string;
  readonly #options: ChaosServiceOptions;
  readonly #endpoints: Partial<Record<ProxiedService, string>> = {};
  #child: ChildProcess | undefined;
  #store: Store | undefined;
  #url = '';
  #port = 0;
  #lives = 0;

  constructor(options: ChaosServiceOptions) {
    this.#options = options;
    this.data = join(options.folder, 'data');
    this.temporary = join(options.folder, 'tmp');
  }

  /** Address of the API; the same after a restart. */
  get url(): string {
    return this.#url;
  }

  /** What the service says in its present life. */
  get logFile(): string {
    return join(this.#options.folder, `service-${this.#lives}.log`);
  }

  /** Starts the service. The network is calm until it answers: what makes table and buckets in the cloud is not under test. */
  async start(): Promise<void> {
    const { folder, environment, network, seed, isUnsteady, memoryMiB } = this.#options;
    this.#lives += 1;
    mkdirSync(this.temporary, { recursive: true });
    const settings: ServiceSettings = {
      data: this.data,
      port: this.#port,
      seed: seed + this.#lives,
      isUnsteady,
      ...(memoryMiB === undefined ? {} : { memoryMiB }),
    };
    const log = openSync(this.logFile, 'a');
    const child = fork(MAIN, {
      cwd: folder,
      env: {
        ...process.env,
        ...environment,
        TMPDIR: this.temporary,
        [SETTINGS_VARIABLE]: JSON.stringify(settings),
      },
      stdio: ['ignore', log, log, 'ipc'],
    });
    this.#child = child;
    const calm = network.calmDown();
    await this.#untilReady(child);
    await this.#openStore();
    calm.end();
  }

  /** Ends the service, if it runs, and waits until it is gone. @throws Error when it does not end well on SIGTERM. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    this.#store?.client.destroy();
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const limit = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    const gone = once(child, 'exit');
    child.kill(signal);
    const [code] = await gone;
    clearTimeout(limit);
    if (signal === 'SIGTERM' && code !== 0)
      throw new Error(`The service ended with ${code}: ${this.logFile}`);
  }

  /** The table, past the proxy. @throws Error before the service has started. */
  get store(): Store {
    if (this.#store === undefined) throw new Error('The service has not started yet.');
    return this.#store;
  }

  /** The buckets, past the proxy. */
  async s3(): Promise<S3Client> {
    return new S3Client({ ...(await this.#access('s3')), forcePathStyle: true });
  }

  async #access(service: ProxiedService) {
    const credentials = await this.#credentials();
    return { endpoint: this.#endpoints[service] ?? '', region: LOCAL_REGION, credentials };
  }

  async #openStore(): Promise<void> {
    this.#store = openStore(new DynamoDBClient(await this.#access('dynamodb')), LOCAL_NAMES.table);
  }

  async #credentials(): Promise<LocalCredentials> {
    return JSON.parse(await readFile(join(this.data, 'credentials.json'), 'utf8'));
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const ready = Promise.withResolvers<void>();
    const limit = setTimeout(() => child.kill('SIGKILL'), START_MS);
    child.on('message', (message: FromService) => this.#hear(child, message, ready.resolve));
    child.once('exit', (code, signal) =>
      ready.reject(new Error(`The service did not start (${code ?? signal}): ${this.logFile}`)),
    );
    await ready.promise;
    clearTimeout(limit);
  }

  async #hear(child: ChildProcess, message: FromService, onReady: () => void): Promise<void> {
    const { network, onUnsteady } = this.#options;
    if (message.kind === 'unsteady') onUnsteady();
    else if (message.kind === 'ready') {
      this.#url = message.url;
      this.#port = Number(new URL(message.url).port);
      onReady();
    } else {
      const { service, endpoint } = message;
      this.#endpoints[service] = endpoint;
      const answer: FromHarness = {
        service,
        endpoint: network.lead(service, { endpoint, credentials: await this.#credentials() }),
      };
      child.send(answer);
    }
  }
}

/** Variables that make the service quick to notice what is wrong, and its work short. */
export const QUICK_SERVICE: Readonly<Record<string, string>> = {
  [ENV.chunkSeconds]: '1',
  [ENV.threads]: '1',
  [ENV.concurrency]: '2',
  [ENV.resendSeconds]: '5',
  [ENV.silentSeconds]: '8',
  [ENV.maxVideoSeconds]: '30',
  [ENV.modelDownloads]: 'forbidden',
  POWERTOOLS_LOG_LEVEL: 'INFO',
};
