/** The deployment that a command is about, found through CloudFormation. */
import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { type StackOutput, stackName } from '../../core/stack-outputs.ts';
import { CliError } from '../cli-error.ts';
import { CLI_EXIT } from '../exit-codes.ts';
import { callAws } from './aws-error.ts';
import { clientSettings } from './client-settings.ts';
import { type StackOptions, stageOf } from './stack-options.ts';

/** A deployed stack. */
export interface DeployedStack {
  name: string;
  region: string;
  /** @throws CliError when the stack has no such output. */
  output: (key: StackOutput) => string;
}

/**
 * Finds the stack of a stage.
 *
 * @throws CliError that says what to do: there is no such stack, no region, no credentials, no permission.
 */
export async function findStack(options: StackOptions, signal: AbortSignal): Promise<DeployedStack> {
  const name = stackName(stageOf(options));
  const client = new CloudFormationClient(clientSettings(options.region));
  try {
    const region = await callAws(signal, () => client.config.region());
    const stack = await callAws(signal, () => describe(client, name, signal));
    if (stack === undefined) throw noStack(name, region);
    return { name, region, output: (key) => outputOf(stack, key, name) };
  } finally {
    client.destroy();
  }
}

/** CloudFormation answers a name that it does not know with the error of a wrong request. */
async function describe(
  client: CloudFormationClient,
  StackName: string,
  abortSignal: AbortSignal,
): Promise<Stack | undefined> {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName }), { abortSignal })).Stacks?.[0];
  } catch (error) {
    const isUnknown = error instanceof Error && error.name === 'ValidationError';
    if (isUnknown && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

function outputOf({ Outputs = [] }: Stack, key: StackOutput, name: string): string {
  const value = Outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
  if (value !== undefined && value !== '') return value;
  const message = `The stack ${name} has no output ${key}. Deploy it again with this version of Posefleet.`;
  throw new CliError(CLI_EXIT.refused, 'stack_outdated', message);
}

function noStack(name: string, region: string): CliError {
  const message = `There is no stack ${name} in ${region} in this account. Name another with --stage and --region.`;
  return new CliError(CLI_EXIT.refused, 'stack_not_found', message);
}
