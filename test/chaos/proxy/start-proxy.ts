/** A proxy between handlers and workers on one side and a stand-in on the other. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOOPBACK, listenOnLoopback } from '../../../local/loopback-server.ts';
import { type Destination, Forwarder } from './forward.ts';
import { isSending, shuffled } from './messages.ts';
import type { Answer, Call, ProxiedService } from './proxied-service.ts';
import { refusal } from './refusals.ts';
import type { Forecast, Trouble, Weather } from './weather.ts';

/** Hears what the proxy sees and does. */
export interface ProxyWitness {
  /** A call is about to be sent on, or was answered by the stand-in. */
  saw(service: ProxiedService, call: Call, answer?: Answer): void;
  failed(service: ProxiedService, trouble: Trouble): void;
  delayed(service: ProxiedService): void;
  repeated(service: ProxiedService): void;
}

/** A proxy at work. */
export interface ServiceProxy {
  /** `http://127.0.0.1:PORT`: the same for its whole life, wherever it leads. */
  endpoint: string;
  /** Where calls go from now on. */
  leadTo(destination: Omit<Destination, 'service'>): void;
  close(): Promise<void>;
}

/** Milliseconds that an idle connection is kept; longer than the SDK's. */
const KEEP_ALIVE_MS = 60_000;

/** Starts a proxy that leads nowhere yet: connections break. */
export async function startProxy(
  service: ProxiedService,
  weather: Weather,
  witness: ProxyWitness,
): Promise<ServiceProxy> {
  const serving = new Serving(service, weather, witness);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, outgoing) => {
    serving.serve(incoming, outgoing).catch(() => cut(outgoing));
  });
  const port = await listenOnLoopback(server, 0);
  return {
    endpoint: `http://${LOOPBACK}:${port}`,
    leadTo: (destination) => serving.leadTo({ service, ...destination }),
    async close() {
      serving.close();
      await closeAtOnce(server);
    },
  };
}

class Serving {
  readonly #service: ProxiedService;
  readonly #weather: Weather;
  readonly #witness: ProxyWitness;
  readonly #forwarder = new Forwarder();
  readonly #over = new AbortController();
  #destination: Destination | undefined;

  constructor(service: ProxiedService, weather: Weather, witness: ProxyWitness) {
    this.#service = service;
    this.#weather = weather;
    this.#witness = witness;
  }

  leadTo(destination: Destination): void {
    this.#destination = destination;
  }

  close(): void {
    this.#over.abort();
    this.#forwarder.close();
  }

  /** @throws Error when the stand-in cannot be reached; the caller then sees a broken connection, as there would be. */
  async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const call = await callOf(incoming);
    const forecast = this.#weather.next();
    const gone = new AbortController();
    outgoing.once('close', () => gone.abort());
    if (forecast.delayMs > 0) {
      this.#witness.delayed(this.#service);
      await sleep(forecast.delayMs, undefined, { signal: gone.signal });
    }
    if (forecast.trouble !== undefined) this.#witness.failed(this.#service, forecast.trouble);
    if (forecast.trouble === 'unheard') return cut(outgoing);
    if (forecast.trouble === 'refused') return write(outgoing, refusal(this.#service, forecast.random));
    this.#repeatLater(call, forecast);
    const answer = shuffled(call, await this.#send(call, gone.signal), forecast.random);
    if (forecast.trouble === 'torn' && answer.body.length > 1) return tear(outgoing, answer);
    if (forecast.trouble !== undefined) return cut(outgoing);
    write(outgoing, answer);
  }

  async #send(call: Call, signal: AbortSignal): Promise<Answer> {
    if (this.#destination === undefined) throw new Error('There is nothing behind the proxy yet.');
    this.#witness.saw(this.#service, call);
    const answer = await this.#forwarder.send(call, this.#destination, signal);
    this.#witness.saw(this.#service, call, answer);
    return answer;
  }

  #repeatLater(call: Call, { repeatMs }: Forecast): void {
    if (repeatMs === undefined || this.#service !== 'sqs' || !isSending(call)) return;
    const signal = this.#over.signal;
    sleep(repeatMs, undefined, { signal, ref: false })
      .then(() => this.#send(call, signal))
      .then(() => this.#witness.repeated(this.#service))
      // The service may be between two lives.
      .catch(() => {});
  }
}

async function callOf(incoming: IncomingMessage): Promise<Call> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  const { method = '', url: path = '', headers } = incoming;
  return { method, path, headers: headers as Record<string, string>, body: Buffer.concat(parts) };
}

function write(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, headers);
  outgoing.end(body);
}

/** Breaks the connection, as a reset does. */
function cut(outgoing: ServerResponse): void {
  outgoing.socket?.resetAndDestroy();
}

/** Sends half of the answer, and breaks the connection. */
function tear(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, { ...headers, 'content-length': String(body.length) });
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => cut(outgoing));
}

async function closeAtOnce(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
