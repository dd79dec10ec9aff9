/** How many requests the gateway lets through. */
import { type MethodDeploymentOptions, MethodLoggingLevel } from 'aws-cdk-lib/aws-apigateway';
import { OPEN_PATHS } from '../../core/api-routes.ts';
import type { PosefleetConfig } from '../config/config.ts';

/** What `ANY` becomes in a stage: settings are kept for each real method, and `ANY` is not a name for them. */
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

/** Requests at one moment for each one a second, on the open paths. */
const OPEN_BURST = 2;

/**
 * Settings of the open paths, by path and method. They stand in place of the stage's, which each other method has for
 * itself, so what is not said again here may be lost.
 */
export function openMethods({ openRequestsPerSecond }: PosefleetConfig['api']): {
  [path: string]: MethodDeploymentOptions;
} {
  const settings = {
    loggingLevel: MethodLoggingLevel.ERROR,
    dataTraceEnabled: false,
    throttlingRateLimit: openRequestsPerSecond,
    throttlingBurstLimit: openRequestsPerSecond * OPEN_BURST,
  };
  return Object.fromEntries(
    OPEN_PATHS.flatMap((path) => METHODS.map((method) => [`${path}/${method}`, settings])),
  );
}
