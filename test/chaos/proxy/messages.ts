/** The queues' answers, in another order. */
import type { SeededRandom } from '../../support/seeded-random.ts';
import { type Answer, type Call, operationOf } from './proxied-service.ts';

/** Whether the call puts messages into a queue. */
export function isSending(call: Call): boolean {
  return ['SendMessage', 'SendMessageBatch'].includes(operationOf(call));
}

/** The answer, its messages shuffled when the call asked for some. */
export function shuffled(call: Call, answer: Answer, random: SeededRandom): Answer {
  if (operationOf(call) !== 'ReceiveMessage' || answer.status !== 200) return answer;
  const content = JSON.parse(answer.body.toString()) as { Messages?: unknown[] };
  if (content.Messages === undefined || content.Messages.length < 2) return answer;
  const order = content.Messages.map((message) => ({ message, place: random.fraction() }));
  order.sort((a, b) => a.place - b.place);
  const body = Buffer.from(JSON.stringify({ ...content, Messages: order.map(({ message }) => message) }));
  return { ...answer, headers: { ...answer.headers, 'content-length': String(body.length) }, body };
}
