/** One function: its bundle, its role and its log. */
import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FunctionName, FunctionSpec } from '../../core/functions.ts';
import { acknowledgeWildcards } from '../acknowledge-wildcards.ts';
import type { PosefleetConfig } from '../config/config.ts';
import { type Permission, wildcardsOf } from './permission.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Older packages in a bundle call `require`, which modules do not have. */
const REQUIRE =
  "import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);";

/**
 * Everything is in the bundle, the SDK too, so that what was tested is what runs. No source maps: they would make
 * each bundle several times as large, and the kept names and the short functions tell where an error comes from.
 */
const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  logLevel: LogLevel.WARNING,
  mainFields: ['module', 'main'],
  minify: true,
  keepNames: true,
  sourceMap: false,
  externalModules: [],
  banner: REQUIRE,
};

const TRACES = { resource: '*', reason: 'X-Ray knows no resources for the traces that Lambda writes.' };

/** What differs between the functions. */
export interface FunctionParts {
  name: FunctionName;
  spec: FunctionSpec;
  environment: Record<string, string>;
  /** What it may do, besides writing its log and its traces. */
  permissions: readonly Permission[];
  config: Pick<PosefleetConfig, 'logRetentionDays'>;
}

/** Makes the function of a file of `lambdas/`, with a role and a log group of its own. */
export function makeFunction(scope: Construct, parts: FunctionParts): NodejsFunction {
  const { name, spec, environment } = parts;
  const logGroup = new LogGroup(scope, `${name}-log`, {
    retention: parts.config.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = makeRole(scope, parts);
  logGroup.grantWrite(role);
  return new NodejsFunction(scope, name, {
    entry: `${ROOT}lambdas/${name}.ts`,
    projectRoot: ROOT,
    depsLockFilePath: `${ROOT}package-lock.json`,
    bundling: BUNDLING,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    description: `Posefleet: ${spec.purpose}`,
    timeout: Duration.seconds(spec.timeoutSeconds),
    memorySize: spec.memoryMiB,
    environment,
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    systemLogLevelV2: SystemLogLevel.INFO,
    tracing: Tracing.ACTIVE,
  });
}

function makeRole(scope: Construct, { name, spec, permissions }: FunctionParts): Role {
  const role = new Role(scope, `${name}-role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `Posefleet: function that ${spec.purpose}`,
  });
  for (const { statement } of permissions) role.addToPrincipalPolicy(statement);
  acknowledgeWildcards(role, [...permissions.flatMap(wildcardsOf), TRACES]);
  return role;
}
