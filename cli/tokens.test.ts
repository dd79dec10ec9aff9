import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { hashToken, TOKEN_PATTERN } from '../core/bearer-token.ts';
import { STACK_OUTPUTS } from '../core/stack-outputs.ts';
import { findToken } from '../core/store/tokens.ts';
import { openTestTokens, TEST_TOKENS_TABLE, type TestTokens } from '../test/support/test-tokens.ts';
import { AwsStandIn, NO_CONFIGURATION } from './testing/aws-stand-in.ts';
import { type CliFolder, cliFolder } from './testing/run-cli.ts';

let tokens: TestTokens;
let aws: AwsStandIn;
let folder: CliFolder & AsyncDisposable;
before(async () => {
  tokens = await openTestTokens();
});
after(() => tokens.close());
beforeEach(async () => {
  aws = await AwsStandIn.start();
  const outputs = { [STACK_OUTPUTS.tokensTable]: TEST_TOKENS_TABLE, [STACK_OUTPUTS.owners]: 'main,ann' };
  aws.stacks.set('posefleet-prod', outputs);
  aws.stacks.set('posefleet-test', { ...outputs, [STACK_OUTPUTS.owners]: 'solo' });
  aws.stacks.set('posefleet-old', {});
  folder = await cliFolder('http://127.0.0.1:9');
  folder.environment = { ...aws.environment(), AWS_ENDPOINT_URL_DYNAMODB: tokens.endpoint };
});
afterEach(async () => {
  await aws[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
  for (const { hash } of await items()) {
    await tokens.store.client.send(new DeleteCommand({ TableName: TEST_TOKENS_TABLE, Key: { hash } }));
  }
});

async function items(): Promise<Record<string, unknown>[]> {
  return (await tokens.store.client.send(new ScanCommand({ TableName: TEST_TOKENS_TABLE }))).Items ?? [];
}

test('create prints the token alone on stdout, once, and says so; only its hash is stored', async () => {
  const { exit, out, err } = await folder.run('tokens', 'create', 'laptop', '--owner', 'ann');
  assert.equal(exit, 0, err);
  const token = out.trimEnd();
  assert.match(token, TOKEN_PATTERN);
  assert.match(err, /laptop makes requests of ann\. It is shown this once/);
  assert.ok(!err.includes(token));
  const record = await findToken(tokens.store, hashToken(token));
  assert.deepEqual([record?.name, record?.owner], ['laptop', 'ann']);
  assert.ok(!JSON.stringify(await items()).includes(token.slice(3)));
  assert.deepEqual(aws.calls, ['DescribeStacks us-east-1']);
});

test('create --json; the one owner of a stack need not be named; another stage and region', async () => {
  const words = ['--stage', 'test', '--region', 'eu-central-1', '--json'];
  const { exit, out, err } = await folder.run('tokens', 'create', 'ci', ...words);
  assert.equal(exit, 0, err);
  const told = JSON.parse(out);
  assert.deepEqual(Object.keys(told), ['name', 'token', 'owner', 'created_at']);
  assert.deepEqual([told.name, told.owner], ['ci', 'solo']);
  assert.match(told.token, TOKEN_PATTERN);
  assert.deepEqual(aws.calls, ['DescribeStacks eu-central-1']);
});

test('list shows names and owners, never a token or its hash; revoke ends one, and its name is free', async () => {
  const create = ['tokens', 'create', 'nightly', '--owner', 'main', '--json'];
  const { token } = JSON.parse((await folder.run(...create)).out);
  const taken = await folder.run(...create);
  assert.equal(taken.exit, 4);
  assert.equal(JSON.parse(taken.out).error.code, 'token_name_taken');
  const revoked = await folder.run('tokens', 'revoke', 'nightly', '--json');
  assert.equal(revoked.exit, 0, revoked.err);
  const { revoked_at } = JSON.parse(revoked.out);
  assert.equal((await findToken(tokens.store, hashToken(token)))?.revoked_at, revoked_at);
  assert.equal((await folder.run(...create)).exit, 0);
  const listed = await folder.run('tokens', 'list');
  assert.match(
    listed.out,
    /^NAME +OWNER +CREATED +REVOKED\nnightly +main +\S+ +20\S+\nnightly +main +\S+ +-\n$/,
  );
  assert.ok(!listed.out.includes(token) && !listed.out.includes(hashToken(token)));
  const inJson = JSON.parse((await folder.run('tokens', 'list', '--json')).out).tokens;
  assert.deepEqual(
    inJson.map((each: { revoked_at: string | null }) => each.revoked_at),
    [revoked_at, null],
  );
});

const refusals: [name: string, words: string[], exit: number, says: RegExp][] = [
  ['an owner that the stack does not have', ['create', 'x', '--owner', 'eve'], 2, /no owner eve.*main, ann/],
  ['no owner where there are several', ['create', 'x'], 2, /--owner is needed.*main, ann/],
  ['a name that is none', ['create', 'a b', '--owner', 'ann'], 2, /must be 1 to 63/],
  ['a name that is an option', ['create', '--owner', 'ann'], 2, /missing required argument/],
  ['no command', [], 2, /Usage: posefleet tokens/],
  ['an unknown command', ['make'], 2, /unknown command/],
  ['a name that nobody has', ['revoke', 'nobody'], 4, /no token nobody/],
  ['a stage that is not there', ['list', '--stage', 'none'], 4, /no stack posefleet-none in us-east-1/],
  ['a stack without the outputs', ['list', '--stage', 'old'], 4, /no output TokensTable.*Deploy it again/],
];

for (const [name, words, exit, says] of refusals) {
  test(`${name}: exit ${exit}, and nothing is stored`, async () => {
    const told = await folder.run('tokens', ...words);
    assert.equal(told.exit, exit, told.err);
    assert.match(told.err, says);
    assert.equal(told.out, '');
    assert.deepEqual(await items(), []);
  });
}

const answers: [status: number, code: string, exit: number, says: RegExp][] = [
  [403, 'AccessDenied', 4, /credentials may not do this: why/],
  [403, 'ExpiredToken', 4, /does not accept the credentials.*Sign in again/],
  [403, 'InvalidClientTokenId', 4, /does not accept the credentials/],
  [400, 'ValidationError', 4, /AWS answered ValidationError: why/],
];

for (const [status, code, exit, says] of answers) {
  test(`AWS answers ${code}: exit ${exit}`, async () => {
    aws.failure = { status, code, message: 'why' };
    const told = await folder.run('tokens', 'list');
    assert.equal(told.exit, exit, told.err);
    assert.match(told.err, says);
    assert.ok(!told.err.includes(' at '), 'no stack');
  });
}

test('no credentials: exit 5 and what to do; no region: exit 2; nobody answers: exit 3', async () => {
  const given = folder.environment;
  folder.environment = { ...given, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
  const none = await folder.run('tokens', 'list');
  assert.deepEqual([none.exit, /no AWS credentials.*AWS_PROFILE/.test(none.err)], [5, true], none.err);
  folder.environment = { ...given, AWS_REGION: undefined };
  for (const words of [[], ['--region', 'eu_central']]) {
    const nowhere = await folder.run('tokens', 'list', ...words);
    assert.deepEqual([nowhere.exit, /with --region/.test(nowhere.err)], [2, true], nowhere.err);
  }
  folder.environment = { ...given, AWS_ENDPOINT_URL_CLOUDFORMATION: 'http://127.0.0.1:9' };
  const silent = await folder.run('tokens', 'list');
  assert.deepEqual([silent.exit, /AWS cannot be reached/.test(silent.err)], [3, true], silent.err);
  folder.environment = { ...given, ...NO_CONFIGURATION, AWS_PROFILE: 'nonesuch' };
  const profile = await folder.run('tokens', 'list');
  assert.deepEqual([profile.exit, /no AWS credentials/.test(profile.err)], [5, true], profile.err);
});

test('a damaged POSEFLEET_URL does not keep an operator from the tokens', async () => {
  folder.environment = { ...folder.environment, POSEFLEET_URL: 'nonsense' };
  assert.equal((await folder.run('tokens', 'list')).exit, 0);
});
