/**
 * The tests of the store, and of the handlers that drive it, once more on DynamoDB Local, which judges requests as
 * the service does where dynalite, on which they run by themselves, is lenient. One server for all of them, since it
 * takes seconds to start.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { skipsDynamoDbLocal, startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { TEST_ENDPOINT_VARIABLE } from '../support/test-dynamodb.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What promises something about the store. */
const SUITES = [
  'core/store/*.test.ts',
  'lambdas/{authorize,dead-letter,dispatch,ingest-upload,reconcile,sweep}.test.ts',
  'test/api/{process,tasks,uploads}.test.ts',
  'test/store/{cost,edge-values}.test.ts',
];

/** Runs test files in a process of their own. @returns its exit code and what it wrote. */
async function runTests(files: string[], endpoint: string): Promise<{ code: number; output: string }> {
  const { NODE_TEST_CONTEXT: _ofThisRun, ...env } = process.env;
  const runner = spawn(process.execPath, ['--test', '--test-reporter=spec', ...files], {
    cwd: ROOT,
    env: { ...env, [TEST_ENDPOINT_VARIABLE]: endpoint },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([text(runner.stdout), once(runner, 'exit')]);
  return { code, output };
}

test('the store keeps its promises on DynamoDB Local', { skip: skipsDynamoDbLocal() }, async (context) => {
  const files = SUITES.map((pattern) => globSync(pattern, { cwd: ROOT }));
  assert.ok(files.every(({ length }) => length > 0));
  const server = await startDynamoDbLocal();
  try {
    const { code, output } = await runTests(files.flat(), server.endpoint);
    assert.equal(code, 0, output);
    context.diagnostic(output.slice(output.indexOf('ℹ tests')));
  } finally {
    await server.close();
  }
});
