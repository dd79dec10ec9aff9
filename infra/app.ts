/**
 * Writes the CloudFormation template and all that goes with it, without credentials and without a network:
 *
 *     npx cdk synth     node infra/app.ts
 */
import { ConfigurationError } from './config/config.ts';
import { posefleetApp } from './posefleet-app.ts';

try {
  // The command line of the CDK says where the assembly is to lie.
  posefleetApp({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out' }).app.synth();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  // Where in our code it was found is of no use to whoever mends cdk.json.
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
