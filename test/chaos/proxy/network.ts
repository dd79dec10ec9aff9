/** The proxies of all stand-ins, and what they have seen and done. */
import type { LocalCredentials } from '../../../local/signature/verify-signature.ts';
import { ChunkWatch } from './chunk-watch.ts';
import { PROXIED_SERVICES, type ProxiedService } from './proxied-service.ts';
import { type ProxyWitness, type ServiceProxy, startProxy } from './start-proxy.ts';
import { type Climate, type Trouble, Weather } from './weather.ts';

/** What the network has done. */
export interface NetworkCounts {
  errors: Record<ProxiedService, Partial<Record<Trouble, number>>>;
  delays: number;
  /** Messages that were sent once more. */
  duplicates: number;
  calls: number;
}

/** Between handlers and workers and all stand-ins. It is calm until `storm` is called. */
export class Network {
  readonly chunks = new ChunkWatch();
  readonly counts: NetworkCounts = {
    errors: { s3: {}, sqs: {}, dynamodb: {}, batch: {} },
    delays: 0,
    duplicates: 0,
    calls: 0,
  };
  readonly #weathers: readonly Weather[];
  readonly #proxies: ReadonlyMap<ProxiedService, ServiceProxy>;
  #isStormy = false;
  /** Reasons for it to be calm in a storm. */
  #calms = 0;

  private constructor(weathers: readonly Weather[], proxies: ReadonlyMap<ProxiedService, ServiceProxy>) {
    this.#weathers = weathers;
    this.#proxies = proxies;
  }

  /** Starts the proxies. */
  static async start(seed: number, climate: Climate): Promise<Network> {
    const weathers = PROXIED_SERVICES.map((service) => new Weather(seed, service, climate));
    const proxies = new Map<ProxiedService, ServiceProxy>();
    const network = new Network(weathers, proxies);
    for (const [index, service] of PROXIED_SERVICES.entries())
      proxies.set(service, await startProxy(service, weathers[index] as Weather, network.#witness()));
    return network;
  }

  /** Leads calls of a service to this address. @returns where the service is to be found from now on. */
  lead(service: ProxiedService, to: { endpoint: string; credentials: LocalCredentials }): string {
    const proxy = this.#proxies.get(service) as ServiceProxy;
    proxy.leadTo(to);
    return proxy.endpoint;
  }

  /** Begins to meddle. */
  storm(): void {
    this.#isStormy = true;
    this.#update();
  }

  /** Stops to meddle until `end` of the answer is called. */
  calmDown(): { end(): void } {
    this.#calms += 1;
    this.#update();
    return {
      end: () => {
        this.#calms -= 1;
        this.#update();
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#proxies.values()].map((proxy) => proxy.close()));
  }

  #update(): void {
    for (const weather of this.#weathers) weather.isCalm = !this.#isStormy || this.#calms > 0;
  }

  #witness(): ProxyWitness {
    const { counts, chunks } = this;
    return {
      saw(service, call, answer) {
        if (answer === undefined) counts.calls += 1;
        if (service === 's3') chunks.saw(call, answer);
      },
      failed(service, trouble) {
        counts.errors[service][trouble] = (counts.errors[service][trouble] ?? 0) + 1;
      },
      delayed() {
        counts.delays += 1;
      },
      repeated() {
        counts.duplicates += 1;
      },
    };
  }
}
