import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { test } from 'node:test';

test('the program is made without the SDK of AWS, which only some commands need', async () => {
  const loaded: string[] = [];
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      loaded.push(specifier);
      return next(specifier, context);
    },
  });
  const { posefleetProgram } = await import('./program.ts');
  hooks.deregister();
  const names = posefleetProgram().commands.map((command) => command.name());
  assert.deepEqual(
    ['logs', 'tokens'].filter((name) => !names.includes(name)),
    [],
  );
  assert.ok(loaded.includes('./tokens.ts'));
  assert.deepEqual(
    loaded.filter((specifier) => /^@(aws-sdk|smithy)\//.test(specifier)),
    [],
  );
});
