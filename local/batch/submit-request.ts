/** The body of `SubmitJob`. */
import * as z from 'zod';
import type { RetryRule } from '../../core/exit-codes.ts';

const ruleSchema = z
  .strictObject({
    action: z
      .string()
      .toUpperCase()
      .pipe(z.enum(['RETRY', 'EXIT'])),
    onExitCode: z.string().optional(),
    onReason: z.string().optional(),
    onStatusReason: z.string().optional(),
  })
  .transform((rule) => rule as RetryRule);

/** What may be asked for; anything else is refused, since it would have no effect. */
export const submitSchema = z.strictObject({
  jobName: z.string().regex(/^[A-Za-z0-9][\w-]{0,127}$/),
  jobQueue: z.string(),
  jobDefinition: z.string(),
  shareIdentifier: z.string().optional(),
  schedulingPriorityOverride: z.int().optional(),
  propagateTags: z.boolean().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  retryStrategy: z
    .strictObject({
      attempts: z.int().min(1).max(10).optional(),
      evaluateOnExit: z.array(ruleSchema).max(5).optional(),
    })
    .optional(),
  timeout: z.strictObject({ attemptDurationSeconds: z.int().min(60).optional() }).optional(),
  containerOverrides: z
    .strictObject({
      environment: z.array(z.strictObject({ name: z.string().min(1), value: z.string() })).optional(),
    })
    .optional(),
});

/** A job that is asked for. */
export interface SubmitRequest {
  jobName: string;
  environment: Record<string, string>;
  retry: { attempts?: number; rules?: readonly RetryRule[] };
  timeoutSeconds?: number;
  tags: Record<string, string>;
}

/** The request that a checked body makes. */
export function toSubmitRequest(body: z.infer<typeof submitSchema>): SubmitRequest {
  const { attempts, evaluateOnExit: rules } = body.retryStrategy ?? {};
  const seconds = body.timeout?.attemptDurationSeconds;
  const environment = body.containerOverrides?.environment ?? [];
  return {
    jobName: body.jobName,
    environment: Object.fromEntries(environment.map(({ name, value }) => [name, value])),
    retry: { ...(attempts === undefined ? {} : { attempts }), ...(rules === undefined ? {} : { rules }) },
    ...(seconds === undefined ? {} : { timeoutSeconds: seconds }),
    tags: body.tags ?? {},
  };
}
