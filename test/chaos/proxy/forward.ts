/** Sends a call on to a stand-in, signed for its address. */
import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { LOCAL_REGION } from '../../../local/local-account.ts';
import type { LocalCredentials } from '../../../local/signature/verify-signature.ts';
import type { Answer, Call, ProxiedService } from './proxied-service.ts';

/** Where a call goes. */
export interface Destination {
  service: ProxiedService;
  /** `http://127.0.0.1:PORT`. */
  endpoint: string;
  credentials: LocalCredentials;
}

/** Headers that concern one connection, or that are made anew. */
const OF_THE_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'expect', 'host', 'authorization'];

/** SHA-256 as the signer wants it. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(data as Buffer);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

/** Keeps connections to the stand-ins of one service. */
export class Forwarder {
  readonly #agent = new Agent({ keepAlive: true });

  /** @throws Error when the stand-in is not there, or ends before it has answered; the signal's reason. */
  async send(call: Call, destination: Destination, signal: AbortSignal): Promise<Answer> {
    const headers = await signed(call, destination);
    return await new Promise((resolve, reject) => {
      const options = { agent: this.#agent, method: call.method, headers, signal };
      const outgoing = request(`${destination.endpoint}${call.path}`, options, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.once('error', reject);
        incoming.once('end', () =>
          resolve({
            status: incoming.statusCode ?? 502,
            headers: withoutHop(incoming.headers as Record<string, string>),
            body: Buffer.concat(parts),
          }),
        );
      });
      outgoing.once('error', reject);
      outgoing.end(call.body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** The headers, with a signature that covers the stand-in's own address. */
async function signed(
  { method, path, headers, body }: Call,
  { service, endpoint, credentials }: Destination,
): Promise<Record<string, string>> {
  const url = new URL(path, endpoint);
  const signer = new SignatureV4({
    service,
    region: LOCAL_REGION,
    credentials,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
    applyChecksum: false,
  });
  const unsigned = { ...withoutHop(headers), host: url.host };
  const query = Object.fromEntries(url.searchParams);
  const { protocol, hostname, pathname } = url;
  const whole = { method, protocol, hostname, path: pathname, query, headers: unsigned, body };
  return (await signer.sign(whole)).headers;
}

function withoutHop(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_HOP.includes(name)));
}
