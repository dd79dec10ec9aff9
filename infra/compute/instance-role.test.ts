import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computeTemplate, type Properties, statementsOf } from './testing/compute-template.ts';

const actionsOf = (statements: Properties[]) => statements.flatMap(({ Action }) => Action);

describe('the machines’ role', () => {
  const statements = statementsOf(computeTemplate(), 'Instances');

  it('has no right to data, jobs or other services', () => {
    for (const action of actionsOf(statements)) assert.match(action, /^(ecs|logs):|^ec2:DescribeTags$/);
  });

  it('can drain, which a Spot machine does before it is taken', () => {
    assert.ok(actionsOf(statements).includes('ecs:UpdateContainerInstancesState'));
  });

  it('writes to the workers’ log alone', () => {
    const logs = statements.find(({ Action }) => Action.includes('logs:PutLogEvents'));
    assert.match(logs?.Resource['Fn::GetAtt'][0], /^ComputeLog/);
    assert.ok(!actionsOf(statements).includes('logs:CreateLogGroup'));
  });

  it('has resources of its own account and region, where an action knows any', () => {
    for (const { Action, Resource } of statements) {
      if (Resource !== '*') continue;
      assert.deepEqual(Action.toSorted(), ['ec2:DescribeTags', 'ecs:DiscoverPollEndpoint']);
    }
  });

  it('pulls a private image from its repository alone', () => {
    const image = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/team/worker@sha256:00';
    const pulling = statementsOf(computeTemplate({ image, network: 'private' }), 'Instances').find(
      ({ Action }) => Action.includes('ecr:BatchGetImage'),
    );
    assert.match(
      JSON.stringify(pulling?.Resource),
      /:ecr:eu-central-1:123456789012:repository\/team\/worker"\]\]\}$/,
    );
  });
});
