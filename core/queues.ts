/** The queues, stated once for the infrastructure and for the local service. */

/** Name of a queue that handlers take messages from. */
export type QueueName = 'tasks' | 'object-created';

/** Deliveries after which a message goes to its dead-letter queue. */
export const MOST_DELIVERIES = 5;

/** The queues by name; each has a dead-letter queue, `NAME-dead`. */
export const QUEUES = {
  /** Tasks that wait for a job: `{task_id}`. What dies here fails its task. */
  tasks: { purpose: 'tasks that wait for a job' },
  /** S3's events of objects that were put under `uploads/`. What dies here waits for a person. */
  'object-created': { purpose: 'objects that were put under uploads/' },
} as const satisfies Record<QueueName, { purpose: string }>;

/** Name of a queue's dead-letter queue. */
export function deadLetterName<Name extends QueueName>(name: Name): `${Name}-dead` {
  return `${name}-dead`;
}
