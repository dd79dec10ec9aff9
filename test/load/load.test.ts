/** That `npm run load` sees what it is to see. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, it } from 'node:test';
import * as z from 'zod';
import { Caller } from './caller.ts';
import { runLoad } from './run-load.ts';
import { Tally } from './tally.ts';

const servers: (() => void)[] = [];
after(() => {
  for (const close of servers) close();
});

/** What one request to a server that answers so counts as. */
async function tallyOf(answer: RequestListener): Promise<Tally> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(() => server.close().closeAllConnections());
  await once(server, 'listening');
  const tally = new Tally();
  const caller = new Caller(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, tally);
  const schema = z.object({ status: z.literal('healthy') });
  await caller.ask({ route: 'GET /health', method: 'GET', path: '/health', statuses: [200], schema });
  await caller.close();
  return tally;
}

describe('under load', () => {
  it('right answers count as no failure', async () => {
    const { failures, all } = await tallyOf((_, response) => response.end('{"status":"healthy"}'));
    assert.deepEqual([failures, all.count], [0, 1]);
  });

  const WRONG: [what: string, answer: RequestListener, broken: number][] = [
    [
      'an answer of 5xx',
      (_, response) => response.writeHead(503).end('{"detail":"no","code":"unavailable"}'),
      0,
    ],
    ['a wrong answer', (_, response) => response.end('{"status":"ill"}'), 0],
    ['an answer that is no JSON', (_, response) => response.end('healthy'), 0],
    ['a connection that is cut', (request) => request.destroy(), 1],
  ];
  for (const [what, answer, broken] of WRONG) {
    it(`${what} counts as a failure`, async () => {
      const tally = await tallyOf(answer);
      assert.deepEqual([tally.failures, tally.brokenConnections], [1, broken]);
      assert.match(tally.told.join(), /GET \/health/);
    });
  }

  it('a few clients for a second get right answers from the service, and all that they asked for ends', async () => {
    const { tally, tasks } = await runLoad(5, 1, 1);
    assert.deepEqual(tally.told, []);
    assert.ok(tasks > 0 && tally.all.count > tasks, `${tally.all.count} answers, ${tasks} tasks`);
  });
});
