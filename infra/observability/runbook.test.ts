import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { FUNCTIONS } from '../../core/functions.ts';
import { deployed } from '../testing/deployed.ts';
import { RUNBOOK } from './runbook.ts';

const text = readFileSync(new URL(`../../${RUNBOOK}`, import.meta.url), 'utf8');
/** Commands alone, without the helpers' own definitions. */
const commands = [...text.matchAll(/```bash\n(.*?)```|`([^`\n]+)`/gsu)]
  .flatMap(([, block = '', inline = '']) => [...block.split('\n'), inline])
  .filter((line) => !/\(\) \{|\$1/u.test(line));

const uses = (pattern: RegExp) =>
  new Set(commands.flatMap((line) => [...line.matchAll(pattern)].map(([, ...words]) => words.join(' '))));
const camel = (name: string) => name.replaceAll('-', '');

let ids: Map<string, string>;
before(() => {
  const resources: Record<string, { Type: string }> = deployed().template.toJSON().Resources;
  ids = new Map(Object.entries(resources).map(([id, { Type }]) => [id, Type]));
});

/** Ids that the helper `resource` of the runbook finds. */
const found = (type: string, part: string) =>
  [...ids].filter(([id, itsType]) => itsType === type && id.includes(part)).map(([id]) => id);
const assertOne = (type: string, part: string) =>
  assert.equal(found(type, part).length, 1, `${type} ${part}: ${found(type, part)}`);

describe('commands of the runbook', () => {
  it('name functions that there are, each with one log', () => {
    const names = uses(/(?:errors|function_name|function_log) ([a-z-]+)/gu);
    assert.ok(names.size >= 6);
    for (const name of names) {
      assert.ok(Object.hasOwn(FUNCTIONS, name), name);
      assertOne('AWS::Lambda::Function', `Functions${camel(name)}`);
      assertOne('AWS::Logs::LogGroup', `Functions${camel(name)}log`);
    }
  });

  it('name queues that there are', () => {
    const names = uses(/queue_url ([a-z-]+)/gu);
    assert.deepEqual([...names].sort(), ['object-created-dead', 'undelivered']);
    for (const name of names) assertOne('AWS::SQS::Queue', `Queues${camel(name)}`);
  });

  it('find the resources that they ask for', () => {
    assertOne('AWS::Batch::JobQueue', '');
    for (const use of uses(/\$\(resource (AWS::[\w:]+)(?: (\w+))?\)/gu)) {
      const [type = '', part = ''] = use.split(' ');
      if (type === 'AWS::Batch::ComputeEnvironment') assert.equal(found(type, part).length, 2);
      else assertOne(type, part);
    }
  });
});
