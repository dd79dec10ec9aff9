/** Structured logs: one JSON object a line, with the task's id where there is one, and without secrets. */
import { Logger } from '@aws-lambda-powertools/logger';
import { redact } from './redact.ts';

/** The logger of this process. The level is taken from `POWERTOOLS_LOG_LEVEL`. */
export const log = new Logger({ serviceName: 'posefleet', jsonReplacerFn: redact });
