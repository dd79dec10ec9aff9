/** Options of the commands that look into a deployment with the operator's own AWS credentials. */
import { type Command, Option } from 'commander';

/** Stage that is meant when none is named; the same as in the configuration. */
const DEFAULT_STAGE = 'prod';

/** Which deployment is meant. */
export interface StackOptions {
  stage?: string;
  region?: string;
}

/** What help texts say of the credentials. */
export const CREDENTIALS_HELP = `The AWS credentials are found as by the AWS CLI: AWS_PROFILE, AWS_ACCESS_KEY_ID and so on.`;

/** Adds `--stage` and `--region`. */
export function withStackOptions(command: Command): Command {
  return command
    .addOption(new Option('--stage <stage>', `stage of the deployment (default ${DEFAULT_STAGE})`))
    .addOption(new Option('--region <region>', 'its AWS region (default: that of your AWS configuration)'));
}

/** The stage that is meant. */
export function stageOf({ stage }: StackOptions): string {
  return stage ?? DEFAULT_STAGE;
}
