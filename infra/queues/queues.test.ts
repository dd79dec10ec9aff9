import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { FUNCTIONS, type FunctionSpec } from '../../core/functions.ts';
import { MOST_DELIVERIES, QUEUES } from '../../core/queues.ts';
import { templateOf } from '../testing/test-stack.ts';
import { Queues } from './queues.ts';

let queues: Queues | undefined;
const template = templateOf((stack) => {
  queues = new Queues(stack, 'Queues');
});
const made = Object.entries(template.findResources('AWS::SQS::Queue'));
const FOURTEEN_DAYS = 14 * 86_400;

function properties(name: string) {
  const id = name.replaceAll('-', '');
  const found = made.find(([key]) => new RegExp(`^Queues${id}[0-9A-F]{8}$`).test(key));
  assert.ok(found, name);
  return found[1].Properties;
}

test('every queue is encrypted and refuses what does not come by TLS', () => {
  assert.equal(made.length, Object.keys(QUEUES).length * 2 + 1);
  for (const [id, { Properties }] of made) {
    assert.equal(Properties.SqsManagedSseEnabled, true, id);
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: id }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  }
});

test('a message that cannot be handled goes to the dead-letter queue, and waits there for two weeks', () => {
  for (const name of Object.keys(QUEUES)) {
    const { RedrivePolicy, MessageRetentionPeriod } = properties(name);
    const dead = properties(`${name}-dead`);
    assert.equal(RedrivePolicy.maxReceiveCount, MOST_DELIVERIES);
    assert.match(
      RedrivePolicy.deadLetterTargetArn['Fn::GetAtt'][0],
      new RegExp(`^Queues${name.replace('-', '')}dead`),
    );
    assert.equal(dead.MessageRetentionPeriod, FOURTEEN_DAYS);
    // Else it would be too old the moment it dies.
    assert.ok(MessageRetentionPeriod < FOURTEEN_DAYS);
  }
  assert.equal(properties('undelivered').MessageRetentionPeriod, FOURTEEN_DAYS);
});

test('a message stays hidden for six times as long as its function may take', () => {
  for (const { trigger, timeoutSeconds } of Object.values(FUNCTIONS) as FunctionSpec[]) {
    if (trigger.kind !== 'queue') continue;
    assert.ok(properties(trigger.queue).VisibilityTimeout >= timeoutSeconds * 6, trigger.queue);
  }
});

test('the queues are found by their names', () => {
  assert.deepEqual(Object.keys(queues?.queues ?? {}), Object.keys(QUEUES));
  assert.deepEqual(Object.keys(queues?.dead ?? {}), Object.keys(QUEUES));
});
