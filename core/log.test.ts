import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const LOG = fileURLToPath(new URL('./log.ts', import.meta.url));

/** What a process writes that logs at each level. */
async function output(level: string): Promise<Record<string, unknown>[]> {
  const program = `
    import { log } from ${JSON.stringify(LOG)};
    log.info('a', { task_id: 'a-task' });
    const cause = new Error('X-Amz-Signature=0a1b2c');
    log.error('b', { task_id: 'a-task', error: Object.assign(new Error('c', { cause }), { 'Token-0': 'secret' }) });
  `;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program],
    { env: { ...process.env, POWERTOOLS_LOG_LEVEL: level } },
  );
  return `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

test('a line is one JSON object with the task’s id, errors and their causes are in it without secrets', async () => {
  const [info, error] = await output('INFO');
  assert.deepEqual([info?.level, info?.message, info?.task_id], ['INFO', 'a', 'a-task']);
  const logged = error?.error as Record<string, unknown>;
  assert.equal(logged.message, 'c');
  assert.equal((logged.cause as { message: string }).message, 'X-Amz-Signature=[redacted]');
  assert.equal(logged['Token-0'], '[redacted]');
  assert.doesNotMatch(JSON.stringify(error), /0a1b2c|secret/);
});

test('POWERTOOLS_LOG_LEVEL decides what is written', async () => {
  assert.deepEqual(
    (await output('ERROR')).map(({ message }) => message),
    ['b'],
  );
});
