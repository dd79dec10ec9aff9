import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { FUNCTIONS } from '../../core/functions.ts';
import {
  API_METRICS,
  END_METRICS,
  METRICS_NAMESPACE,
  SERVICE_DIMENSION_SETS,
  SWEEP_METRICS,
  WORKER_DIMENSION_SETS,
  WORKER_METRICS,
} from '../../core/metrics.ts';
import { DEFAULT_INPUTS } from '../cost/inputs.ts';
import { BATCH_METRICS } from './rows/batch-row.ts';
import { RUNBOOK, RUNBOOK_ANCHORS } from './runbook.ts';
import {
  type AlarmProperties,
  type AskedMetric,
  alarmsOf,
  type DashboardWidget,
  metricsOfAlarm,
  metricsOfWidget,
  widgetsOf,
} from './testing/template-metrics.ts';
import { JOB_QUEUE_ARN, watchedStack } from './testing/watched-stack.ts';

/** Metrics that AWS publishes, of those that are asked for, with their dimensions. */
const AWS_METRICS: Readonly<Record<string, { names: readonly string[]; dimensions: readonly string[][] }>> = {
  'AWS/ApiGateway': {
    names: ['Count', '4XXError', '5XXError', 'Latency'],
    dimensions: [['ApiName', 'Stage']],
  },
  'AWS/SQS': {
    names: [
      'ApproximateNumberOfMessagesVisible',
      'ApproximateAgeOfOldestMessage',
      'NumberOfMessagesReceived',
    ],
    dimensions: [['QueueName']],
  },
  'AWS/Lambda': {
    names: ['Errors', 'Duration', 'Throttles', 'ConcurrentExecutions', 'IteratorAge'],
    dimensions: [['FunctionName']],
  },
  'AWS/DynamoDB': { names: ['ThrottledRequests'], dimensions: [['Operation', 'TableName']] },
  'AWS/Batch': { names: Object.values(BATCH_METRICS), dimensions: [['JobQueueName']] },
};
const SERVICE_METRICS: readonly string[] = Object.values({
  ...SWEEP_METRICS,
  ...API_METRICS,
  ...END_METRICS,
});
const WORKERS: readonly string[] = Object.values(WORKER_METRICS);

function assertPublished({ namespace, name, dimensions }: AskedMetric): void {
  const text = `${namespace} ${name} by ${dimensions}`;
  if (namespace !== METRICS_NAMESPACE) {
    const known = AWS_METRICS[namespace] ?? { names: [], dimensions: [] };
    assert.ok(known.names.includes(name), text);
    assert.ok(
      known.dimensions.some((set) => `${set}` === `${[...dimensions].sort()}`),
      text,
    );
    return;
  }
  const sets: readonly (readonly string[])[] = WORKERS.includes(name)
    ? WORKER_DIMENSION_SETS
    : SERVICE_DIMENSION_SETS;
  assert.ok(WORKERS.includes(name) || SERVICE_METRICS.includes(name), text);
  assert.ok(
    sets.some((set) => `${set}` === `${dimensions}`),
    text,
  );
}

const fullConfig = { alarmEmail: 'ops@example.com', budgetUsdPerMonth: 200 };
let template: Template;
let alarms: Map<string, AlarmProperties>;
let widgets: DashboardWidget[];
before(() => {
  template = Template.fromStack(watchedStack(fullConfig).stack);
  alarms = alarmsOf(template);
  widgets = widgetsOf(template);
});

const alarm = (id: string): AlarmProperties => {
  const found = alarms.get(id);
  assert.ok(found, `an alarm ${id} among ${[...alarms.keys()]}`);
  return found;
};
const hasTopic = (actions: unknown[]) => assert.deepEqual(actions, [{ Ref: topicId() }]);
const topicId = () => Object.keys(template.findResources('AWS::SNS::Topic'))[0];

describe('the dashboard', () => {
  it('is one, with the rows of the plan in order', () => {
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    const rows = widgets.filter(({ type }) => type === 'text').map(({ properties }) => properties.markdown);
    assert.deepEqual(
      rows.map((markdown) => markdown?.split('\n')[0]),
      [
        '## API',
        '## Queues',
        '## Tasks',
        '## Workers: speed',
        '## Workers: machines',
        '## Batch jobs',
        '## Cost',
        '## Functions',
      ],
    );
  });

  it('asks for metrics that somebody publishes', () => {
    const asked = widgets.flatMap(metricsOfWidget);
    assert.ok(asked.length > 60);
    for (const metric of asked) assertPublished(metric);
  });

  it('shows each of our own metrics, and each queue and function', () => {
    const asked = new Set(widgets.flatMap(metricsOfWidget).map(({ name }) => name));
    for (const name of [...SERVICE_METRICS, ...WORKERS]) assert.ok(asked.has(name), name);
    const labels = JSON.stringify(widgets);
    for (const name of [...Object.keys(FUNCTIONS), 'object-created-dead', 'tasks-dead', 'undelivered']) {
      assert.ok(labels.includes(`"label":"${name}"`), name);
    }
  });

  it('does not overlap and stays within 24 columns', () => {
    const cells = new Set<string>();
    for (const { x, y, width, height } of widgets) {
      assert.ok(x + width <= 24);
      for (let column = x; column < x + width; column += 1) {
        for (let row = y; row < y + height; row += 1) {
          assert.ok(!cells.has(`${column},${row}`), `column ${column}, row ${row}`);
          cells.add(`${column},${row}`);
        }
      }
    }
  });

  it('estimates the cost of a minute of video from the price of the first instance type', () => {
    const cost = widgets.find(({ properties }) => properties.title === 'Estimated cost of a minute of video');
    // m7i.xlarge: 0.2016 dollars an hour on demand.
    assert.match(JSON.stringify(cost), /worker \* 0\.000056000 \/ \(video \/ 60\)/);
  });

  it('leaves estimates out where the price is not known', () => {
    const { stack } = watchedStack({ instances: { types: ['x9.huge'] } });
    const text = JSON.stringify(widgetsOf(Template.fromStack(stack)));
    assert.ok(!text.includes('Estimated cost'));
    assert.ok(text.includes('There is no price of the first instance type'));
  });
});

describe('every alarm', () => {
  it('tells the topic, when it goes off and when it is over', () => {
    assert.ok(alarms.size > 20);
    for (const { AlarmActions, OKActions } of alarms.values()) {
      hasTopic(AlarmActions);
      hasTopic(OKActions);
    }
  });

  it('says what happened and where its paragraph stands', () => {
    for (const { AlarmDescription } of alarms.values()) {
      assert.match(AlarmDescription, /^[A-Z].{20,}\. Runbook: docs\/runbook\.md#[a-z-]+$/);
      assert.ok(AlarmDescription.length <= 1024);
    }
  });

  it('looks at metrics that somebody publishes', () => {
    for (const properties of alarms.values()) {
      const metrics = metricsOfAlarm(properties);
      assert.ok(metrics.length >= 1 && metrics.length <= 10);
      for (const metric of metrics) assertPublished(metric);
    }
  });

  it('takes no data for no trouble, but for the sweeper', () => {
    for (const [id, { TreatMissingData }] of alarms) {
      assert.equal(TreatMissingData, id === 'NoSweep' ? 'breaching' : 'notBreaching', id);
    }
  });

  it('is counted in the estimate of costs', () => {
    const plain = alarmsOf(Template.fromStack(watchedStack().stack));
    const metrics = [...plain.values()].flatMap(metricsOfAlarm);
    assert.equal(metrics.length, DEFAULT_INPUTS.alarmMetrics);
  });
});

describe('alarms', () => {
  it('see dead tasks by their receiving, for they do not stay', () => {
    const { MetricName, Threshold, Statistic } = alarm('DeadTasks');
    assert.deepEqual([MetricName, Threshold, Statistic], ['NumberOfMessagesReceived', 0, 'Sum']);
  });

  it('go off with the first message that waits for a person', () => {
    for (const id of ['DeadUploads', 'Undelivered']) {
      const { MetricName, Threshold, EvaluationPeriods } = alarm(id);
      assert.deepEqual(
        [MetricName, Threshold, EvaluationPeriods],
        ['ApproximateNumberOfMessagesVisible', 0, 1],
      );
    }
  });

  it('have patience with messages until their deliveries are used up', () => {
    // 5 deliveries, hidden for 6 times the function's time limit each.
    assert.equal(alarm('TasksNotTaken').Threshold, 5 * 6 * 30 + 900);
    assert.equal(alarm('UploadsNotTaken').Threshold, 5 * 6 * 60 + 900);
  });

  it('let a task take as long as its job may', () => {
    const { stack } = watchedStack({ job: { timeoutMinutes: 60 } });
    assert.equal(alarmsOf(Template.fromStack(stack)).get('TaskHangs')?.Threshold, 7200);
    assert.equal(alarm('TaskHangs').Threshold, 360 * 60 + 3600);
  });

  it('do not mind tasks that wait while others are worked on', () => {
    const expressions = (alarm('NothingWorks').Metrics ?? []).map(({ Expression }) => Expression);
    assert.ok(expressions.includes('IF(processing > 0, 0, queued)'));
  });

  it('ask for a handful of ended tasks before they speak of a share', () => {
    const [{ Expression } = {}] = alarm('ManyTasksFail').Metrics ?? [];
    assert.match(`${Expression}`, /^IF\(\(FILL\(failed, 0\) \+ FILL\(completed, 0\)\) >= 5, 100 \* /);
  });

  it('miss the sweeper when it is silent', () => {
    const { ComparisonOperator, Threshold, Metrics } = alarm('NoSweep');
    assert.deepEqual([ComparisonOperator, Threshold], ['LessThanThreshold', 1]);
    assert.match(JSON.stringify(Metrics), /"Stat":"SampleCount"/);
  });

  it('watch each function but the authorizer, whose errors are callers without a token', () => {
    for (const name of Object.keys(FUNCTIONS).filter((each) => each !== 'authorize')) {
      assert.equal(alarm(`Fails${name.replaceAll('-', '')}`).MetricName, 'Errors');
    }
    assert.equal(alarms.has('Failsauthorize'), false);
    assert.equal(metricsOfAlarm(alarm('Throttled')).length, Object.keys(FUNCTIONS).length);
  });

  it('speak of money only with a budget and a known price', () => {
    assert.equal(alarm('MoneyGoesFast').Threshold, 50);
    const without = (config: object) =>
      alarmsOf(Template.fromStack(watchedStack(config).stack)).has('MoneyGoesFast');
    assert.equal(without({}), false);
    assert.equal(without({ ...fullConfig, instances: { types: ['x9.huge'] } }), false);
  });
});

describe('the topic', () => {
  it('is encrypted with a key that turns, and takes messages over TLS alone', () => {
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  it('lets alarms of this account and rules use topic and key, and nobody else', () => {
    const statements = (type: string, key: string) =>
      Object.values(template.findResources(type)).flatMap(({ Properties }) => Properties[key].Statement);
    for (const statement of [
      ...statements('AWS::SNS::TopicPolicy', 'PolicyDocument'),
      ...statements('AWS::KMS::Key', 'KeyPolicy'),
    ]) {
      if (statement.Effect === 'Deny' || statement.Principal.AWS !== undefined) continue;
      const service = statement.Principal.Service;
      assert.ok(['cloudwatch.amazonaws.com', 'events.amazonaws.com'].includes(service), service);
      // With a condition EventBridge's messages would be lost.
      const conditions = service.startsWith('cloudwatch')
        ? { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }
        : undefined;
      assert.deepEqual(statement.Condition?.StringEquals, conditions);
    }
  });

  it('writes to the configured address', () => {
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
    Template.fromStack(watchedStack().stack).resourceCountIs('AWS::SNS::Subscription', 0);
  });

  it('hears of our own blocked job queue, in words and with the runbook', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.batch'],
        'detail-type': ['Batch Job Queue Blocked'],
        detail: { jobQueue: [JOB_QUEUE_ARN] },
      },
      Targets: [
        Match.objectLike({
          Arn: { Ref: topicId() },
          InputTransformer: {
            InputPathsMap: {
              'detail-jobId': '$.detail.jobId',
              'detail-statusReason': '$.detail.statusReason',
            },
            InputTemplate: Match.stringLikeRegexp(
              '<detail-statusReason> Runbook: docs/runbook.md#the-job-queue-is-blocked',
            ),
          },
        }),
      ],
    });
  });
});

describe('the budget', () => {
  it('writes at 80 % spent and at 100 % forecast', () => {
    const [budget] = Object.values(template.findResources('AWS::Budgets::Budget'));
    assert.deepEqual(budget?.Properties.Budget.BudgetLimit, { Amount: 200, Unit: 'USD' });
    const told = budget?.Properties.NotificationsWithSubscribers.map(
      ({
        Notification,
        Subscribers,
      }: {
        Notification: Record<string, unknown>;
        Subscribers: { Address: string }[];
      }) => [
        Notification.NotificationType,
        Notification.Threshold,
        Subscribers.map(({ Address }) => Address),
      ],
    );
    assert.deepEqual(told, [
      ['ACTUAL', 80, ['ops@example.com']],
      ['FORECASTED', 100, ['ops@example.com']],
    ]);
  });

  it('is only there where it is configured', () => {
    Template.fromStack(watchedStack().stack).resourceCountIs('AWS::Budgets::Budget', 0);
  });
});

describe('the runbook', () => {
  const text = readFileSync(new URL(`../../${RUNBOOK}`, import.meta.url), 'utf8');
  /** Headings of the third level in the part about alarms, as GitHub makes anchors of them. */
  const anchors = () => {
    const part = text.split(/^## /mu).find((section) => section.startsWith('Alarms\n'));
    assert.ok(part, 'a part "Alarms"');
    return [...part.matchAll(/^### (.+)$/gmu)].map(([, heading]) => anchorOf(`${heading}`));
  };
  const anchorOf = (heading: string) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-');

  it('has a paragraph for each alarm, and no other', () => {
    assert.deepEqual([...anchors()].sort(), [...RUNBOOK_ANCHORS].sort());
  });

  it('is pointed to by alarms, rule and budget, each paragraph by one of them', () => {
    const told = [...alarms.values()].map(({ AlarmDescription }) => AlarmDescription);
    const rules = JSON.stringify(template.findResources('AWS::Events::Rule'));
    const pointers = [...told, rules].flatMap((place) => [...place.matchAll(/runbook\.md#([a-z-]+)/gu)]);
    // A budget's mails have a text of AWS's own.
    const used = new Set([...pointers.map(([, anchor]) => anchor), 'the-budget']);
    assert.deepEqual([...used].sort(), [...RUNBOOK_ANCHORS].sort());
  });

  it('tells of each how to look, what to do and when it goes away', () => {
    for (const paragraph of text.split(/^### /mu).slice(1, RUNBOOK_ANCHORS.length + 1)) {
      const heading = paragraph.split('\n')[0];
      for (const word of ['**Means.**', '**Look.**', '**Do.**', '**Goes away**']) {
        assert.ok(paragraph.includes(word), `${heading}: ${word}`);
      }
    }
  });

  it('links only to headings that it has', () => {
    const all = new Set([...text.matchAll(/^#{2,3} (.+)$/gmu)].map(([, heading]) => anchorOf(`${heading}`)));
    for (const [, anchor] of text.matchAll(/\]\(#([^)]+)\)/gu)) assert.ok(all.has(`${anchor}`), anchor);
  });
});
