/** Structured logs: one JSON object a line, with the task's id where there is one. */
import { Logger } from '@aws-lambda-powertools/logger';

/** The logger of this process. The level is taken from `POWERTOOLS_LOG_LEVEL`. */
export const log = new Logger({ serviceName: 'posefleet' });
