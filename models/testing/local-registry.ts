/** A stand-in for an npm registry on 127.0.0.1 that serves one package, and can be told to serve it badly. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How one download of the tarball goes. */
export type Delivery = 'whole' | 'broken off' | 'changed' | 'stalled';

/** What is served. */
export interface ServedPackage {
  package: string;
  version: string;
  tarball: Uint8Array;
  /** How the first, second … download goes; the last entry holds for all further ones. @default ['whole'] */
  deliveries?: readonly Delivery[];
}

/** A running registry. */
export interface LocalRegistry extends AsyncDisposable {
  /** Environment in which npm's libraries use this registry and nothing of this machine's settings. */
  environment: NodeJS.ProcessEnv;
  /** Downloads of the tarball so far. */
  downloads(): number;
}

/** Starts a registry on a free port. */
export async function startRegistry({
  package: name,
  version,
  tarball,
  deliveries = ['whole'],
}: ServedPackage): Promise<LocalRegistry> {
  let downloads = 0;
  const server = createServer((request, response) => {
    if (request.url === '/package.tgz') {
      deliver(response, tarball, deliveries[Math.min(downloads++, deliveries.length - 1)] as Delivery);
    } else if (decodeURIComponent(request.url ?? '') === `/${name}`) {
      response.end(JSON.stringify(packument(name, version, `http://${request.headers.host}/package.tgz`)));
    } else {
      response.writeHead(404).end('{}');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    environment: cleanEnvironment(`http://127.0.0.1:${port}/`),
    downloads: () => downloads,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** This process's environment without npm's settings, and with the given registry. */
export function cleanEnvironment(registry: string): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^npm_|_proxy$/i.test(name));
  return {
    ...Object.fromEntries(others),
    npm_config_registry: registry,
    npm_config_userconfig: join(tmpdir(), 'no-such-user-npmrc'),
    npm_config_globalconfig: join(tmpdir(), 'no-such-global-npmrc'),
  };
}

function deliver(response: ServerResponse, tarball: Uint8Array, delivery: Delivery): void {
  const half = tarball.subarray(0, tarball.byteLength / 2);
  response.setHeader('content-length', tarball.byteLength);
  switch (delivery) {
    case 'whole':
      response.end(tarball);
      break;
    case 'broken off':
      response.write(half, () => response.destroy());
      break;
    case 'changed':
      response.end(tarball.map((byte, index) => (index === tarball.byteLength - 5 ? byte ^ 1 : byte)));
      break;
    case 'stalled':
      response.write(half);
  }
}

function packument(name: string, version: string, tarball: string) {
  const manifest = { name, version, dist: { tarball } };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: manifest } };
}
