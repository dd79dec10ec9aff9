/**
 * Writes the CloudFormation template and all that goes with it, without credentials and without a network:
 *
 *     npx cdk synth     node infra/app.ts
 */
import { posefleetApp } from './posefleet-app.ts';

// The command line of the CDK says where the assembly is to lie.
posefleetApp({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out' }).app.synth();
