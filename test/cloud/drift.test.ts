/** What the local service runs by is what the template deploys: routes, variables, event sources, job definition. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ENV } from '../../core/environment.ts';
import { FUNCTIONS, type FunctionName, type FunctionSpec } from '../../core/functions.ts';
import { deadLetterName, QUEUES, type QueueName } from '../../core/queues.ts';
import { WORKER_FIXED_ENVIRONMENT } from '../../core/worker-container.ts';
import { createApi } from '../../lambdas/api/app.ts';
import { settingsWithDefaults } from '../../local/batch/settings.ts';
import { namesEnvironment, setEnvironment } from '../../local/local-environment.ts';
import { CALLED_DIRECTLY, CLOUD_ONLY } from '../../local/triggers.ts';
import { type Assembly, functionOf, type Resource, resourcesOf, synthesise } from './assembly.ts';

const NAMES = Object.keys(FUNCTIONS) as FunctionName[];
/** Variables that exist on one machine alone: its files, and its owner who needs no token. */
const LOCAL_ONLY: string[] = [ENV.filesBucket, ENV.filesFolder, ENV.anonymousOwner];

let assembly: Assembly;
before(async () => {
  assembly = await synthesise();
});
after(() => assembly.remove());

function ours(variables: Record<string, unknown>): string[] {
  return Object.keys(variables)
    .filter((name) => name.startsWith('POSEFLEET_'))
    .sort();
}

function specOf(name: FunctionName): FunctionSpec {
  return FUNCTIONS[name];
}

/** The variables that the local service sets for its handlers. */
function localVariables(): string[] {
  const before = { ...process.env };
  const at = 'http://127.0.0.1:1';
  try {
    // Those of whoever runs the tests are none of the service's.
    for (const name of ours(process.env)) delete process.env[name];
    setEnvironment(
      { accessKeyId: 'a', secretAccessKey: 'b' },
      { s3: at, dynamodb: at, sqs: at, batch: at },
      at,
    );
    return ours(process.env).filter((name) => !LOCAL_ONLY.includes(name));
  } finally {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

describe('variables', () => {
  for (const name of NAMES) {
    it(`of ${name} are those of the table of functions`, () => {
      const [, { Properties }] = functionOf(assembly.template, name);
      assert.deepEqual(ours(Properties.Environment.Variables), [...specOf(name).environment].sort());
    });
  }

  it('that the local service sets for its handlers are known to the cloud', () => {
    const known = new Set<string>(NAMES.flatMap((name) => specOf(name).environment));
    const local = localVariables();
    assert.ok(local.length >= 6, local.join());
    assert.deepEqual(
      local.filter((name) => !known.has(name)),
      [],
    );
  });
});

describe('event sources', () => {
  it('are the queues of the table, one mapping each', () => {
    const expected = NAMES.flatMap((name) => {
      const { trigger } = specOf(name);
      return trigger.kind === 'queue' ? [`${trigger.queue} → ${name}`] : [];
    });
    const found = resourcesOf(assembly.template, 'AWS::Lambda::EventSourceMapping')
      .map(
        ([, { Properties }]) =>
          `${queueName(Properties.EventSourceArn)} → ${functionName(Properties.FunctionName)}`,
      )
      .filter((line) => !line.startsWith('stream'));
    assert.deepEqual(found.sort(), expected.sort());
  });

  it('that start nothing on one machine are named, and so are those that are called where their events arise', () => {
    const elsewhere = NAMES.filter((name) => !['queue', 'schedule'].includes(specOf(name).trigger.kind));
    assert.deepEqual(elsewhere.sort(), [...CLOUD_ONLY, ...CALLED_DIRECTLY].sort());
  });

  it('of rules are the jobs of our queue, the clock, and videos under uploads/', () => {
    const patterns = resourcesOf(assembly.template, 'AWS::Events::Rule').map(([, { Properties }]) =>
      Properties.ScheduleExpression === undefined
        ? Properties.EventPattern['detail-type'].join()
        : Properties.ScheduleExpression,
    );
    assert.deepEqual(patterns.sort(), [
      'Batch Job Queue Blocked',
      'Batch Job State Change',
      'Object Created',
      'rate(5 minutes)',
    ]);
  });
});

describe('routes', () => {
  it('of the gateway are those of the handler', () => {
    const unused = () => {
      throw new Error('not needed to list the routes');
    };
    const handled = createApi(unused)
      .routes.filter(({ method }) => method !== 'ALL')
      .map(({ path }) => path.replaceAll(/:(\w+)/g, '{$1}'));
    assert.deepEqual(gatewayPaths(), [...new Set(handled)].sort());
  });
});

describe('the job definition', () => {
  const definition = () => resourcesOf(assembly.template, 'AWS::Batch::JobDefinition')[0]?.[1] as Resource;

  it('has the retry rules and the attempts that the local Batch applies', () => {
    const { attempts, rules } = settingsWithDefaults({ data: 'unused', workerCommand: ['unused'] }).retry;
    const { Attempts, EvaluateOnExit } = definition().Properties.RetryStrategy;
    assert.equal(Attempts, attempts);
    assert.deepEqual(EvaluateOnExit.map(lowerCaseKeys), rules);
  });

  it('gives the worker what the local service gives it', () => {
    const entries: { Name: string; Value: unknown }[] =
      definition().Properties.ContainerProperties.Environment;
    const cloud = Object.fromEntries(entries.map(({ Name, Value }) => [Name, Value]));
    const local = ours(namesEnvironment()).filter((name) => !LOCAL_ONLY.includes(name));
    assert.deepEqual(
      local.filter((name) => !(name in cloud)),
      [],
    );
    for (const [name, value] of Object.entries(WORKER_FIXED_ENVIRONMENT))
      assert.equal(cloud[name], value, name);
  });
});

function lowerCaseKeys(object: object): object {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key[0]?.toLowerCase() + key.slice(1), value]),
  );
}

/** Reads `{"Fn::GetAtt": [ID, "Arn"]}`; the table's stream gives `stream`. */
function queueName(arn: { 'Fn::GetAtt': [id: string, attribute: string] }): string {
  const [id, attribute] = arn['Fn::GetAtt'];
  if (attribute === 'StreamArn') return 'stream';
  const names = (Object.keys(QUEUES) as QueueName[]).flatMap((name) => [name, deadLetterName(name)]);
  // Longest first: `tasks` also begins the id of `tasks-dead`.
  const found = names
    .sort((a, b) => b.length - a.length)
    .find((name) => id.toLowerCase().includes(name.replaceAll('-', '')));
  return found ?? id;
}

function functionName(reference: { Ref: string }): string {
  return NAMES.find((name) => functionOf(assembly.template, name)[0] === reference.Ref) ?? reference.Ref;
}

/** Paths of all resources of the API that have a method. */
function gatewayPaths(): string[] {
  const { template } = assembly;
  const resources = new Map(resourcesOf(template, 'AWS::ApiGateway::Resource'));
  const pathOf = (id: string): string => {
    const found = resources.get(id);
    if (found === undefined) return '';
    return `${pathOf(found.Properties.ParentId.Ref ?? '')}/${found.Properties.PathPart}`;
  };
  const methods = resourcesOf(template, 'AWS::ApiGateway::Method');
  return [...new Set(methods.map(([, { Properties }]) => pathOf(Properties.ResourceId.Ref ?? '')))].sort();
}
