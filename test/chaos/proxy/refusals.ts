/** How each service says that it cannot just now, in its own shape. */
import { randomUUID } from 'node:crypto';
import type { SeededRandom } from '../../support/seeded-random.ts';
import type { Answer, ProxiedService } from './proxied-service.ts';

type Refusal = readonly [status: number, code: string];

/** Codes as the services document them, each with its status: too many calls, broken, overloaded. */
const REFUSALS: Record<ProxiedService, readonly Refusal[]> = {
  s3: [
    [503, 'SlowDown'],
    [500, 'InternalError'],
    [503, 'ServiceUnavailable'],
  ],
  dynamodb: [
    [400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'],
    [400, 'com.amazon.coral.availability#ThrottlingException'],
    [500, 'com.amazonaws.dynamodb.v20120810#InternalServerError'],
    [503, 'com.amazon.coral.service#ServiceUnavailable'],
  ],
  sqs: [
    [400, 'com.amazonaws.sqs#RequestThrottled'],
    [500, 'com.amazonaws.sqs#InternalFailure'],
    [503, 'com.amazon.coral.service#ServiceUnavailable'],
  ],
  batch: [
    [429, 'TooManyRequestsException'],
    [500, 'ServerException'],
  ],
};

const MESSAGE = 'Not just now.';

/** A refusal of this service. */
export function refusal(service: ProxiedService, random: SeededRandom): Answer {
  const [status, code] = random.pick(REFUSALS[service]);
  return { status, ...written(service, code) };
}

function written(service: ProxiedService, code: string): Omit<Answer, 'status'> {
  const id = { 'x-amzn-requestid': randomUUID() };
  if (service === 's3') {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>${code}</Code><Message>${MESSAGE}</Message><RequestId>${id['x-amzn-requestid']}</RequestId></Error>`;
    return { headers: { ...id, 'content-type': 'application/xml' }, body: Buffer.from(text) };
  }
  if (service === 'batch') {
    const headers = { ...id, 'content-type': 'application/json', 'x-amzn-errortype': code };
    return { headers, body: Buffer.from(JSON.stringify({ message: MESSAGE })) };
  }
  const headers = { ...id, 'content-type': 'application/x-amz-json-1.0' };
  return { headers, body: Buffer.from(JSON.stringify({ __type: code, message: MESSAGE })) };
}
