/** The CDK app: one stack, from the configuration in cdk.json. */
import { readFileSync } from 'node:fs';
import { App, type AppProps } from 'aws-cdk-lib';
import { CONFIG_KEY, parseConfig } from './config/config.ts';
import { addChecks } from './nag.ts';
import { PosefleetStack } from './posefleet-stack.ts';

const CDK_JSON = new URL('../cdk.json', import.meta.url);

/**
 * Makes the app.
 *
 * The context of cdk.json is read here too, so that the app is the same whether the CDK's command line starts it,
 * Node alone, or a test. What the command line is given with `-c` goes before it; there the configuration is JSON.
 *
 * @param further context that goes before that of cdk.json, for tests.
 * @throws Error that names each wrong field of the configuration.
 */
export function posefleetApp({ context: further, ...props }: AppProps = {}): {
  app: App;
  stack: PosefleetStack;
} {
  const { context } = JSON.parse(readFileSync(CDK_JSON, 'utf8'));
  const app = new App({ ...props, context: { ...context, ...further } });
  const config = parseConfig(app.node.tryGetContext(CONFIG_KEY));
  const stack = new PosefleetStack(app, 'Posefleet', { config });
  addChecks(app);
  return { app, stack };
}
