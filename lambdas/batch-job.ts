/** A Batch job as events and `DescribeJobs` show it: both have the same shape. */
import * as z from 'zod';
import { ENV } from '../core/environment.ts';
import type { JobEnd } from '../core/exit-codes.ts';

const containerSchema = z.object({
  exitCode: z.number().optional(),
  reason: z.string().optional(),
  logStreamName: z.string().optional(),
});

/** The parts of a job that somebody here reads. */
export const batchJobSchema = z.object({
  jobId: z.string(),
  status: z.string(),
  statusReason: z.string().optional(),
  container: containerSchema
    .extend({
      environment: z
        .array(z.object({ name: z.string().optional(), value: z.string().optional() }))
        .optional(),
    })
    .optional(),
  attempts: z
    .array(z.object({ container: containerSchema.optional(), statusReason: z.string().optional() }))
    .optional(),
  retryStrategy: z.object({ attempts: z.number().optional() }).optional(),
});
/** A Batch job. */
export type BatchJob = z.infer<typeof batchJobSchema>;

/** Whether the job is over. */
export function isOver({ status }: BatchJob): boolean {
  return status === 'SUCCEEDED' || status === 'FAILED';
}

/** How the job's last attempt ended. */
export function endOf({ statusReason, container, attempts, retryStrategy }: BatchJob): JobEnd {
  const last = attempts?.at(-1);
  const exitCode = container?.exitCode ?? last?.container?.exitCode;
  const reason = container?.reason ?? last?.container?.reason;
  const why = statusReason ?? last?.statusReason;
  const allowed = retryStrategy?.attempts;
  return {
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(reason === undefined ? {} : { reason }),
    ...(why === undefined ? {} : { statusReason: why }),
    ...(attempts === undefined ? {} : { attempts: attempts.length }),
    ...(allowed === undefined ? {} : { allowedAttempts: allowed }),
  };
}

/** The tasks that the job was submitted for; none for jobs that are not ours. @throws when the list is broken. */
export function tasksOf({ container }: BatchJob): string[] {
  const list = container?.environment?.find(({ name }) => name === ENV.taskIds)?.value;
  return list === undefined ? [] : z.array(z.uuid()).parse(JSON.parse(list));
}

/** The job's log stream, once it has one. */
export function logStreamOf({ container, attempts }: BatchJob): string | undefined {
  return container?.logStreamName ?? attempts?.at(-1)?.container?.logStreamName;
}
