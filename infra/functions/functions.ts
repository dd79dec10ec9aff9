/** All functions, made from the one table of them. */
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import { FUNCTIONS, type FunctionName, type FunctionSpec } from '../../core/functions.ts';
import { environmentValues, functionEnvironment, type Surroundings } from './function-environment.ts';
import { makeFunction } from './make-function.ts';
import { addObjectCreated } from './object-created.ts';
import { permissionsOf } from './permissions.ts';
import { addTrigger } from './triggers.ts';

/** The functions, with what starts them and what they may do. */
export class Functions extends Construct {
  readonly byName: Record<FunctionName, NodejsFunction>;

  constructor(scope: Construct, id: string, surroundings: Surroundings) {
    super(scope, id);
    const { config } = surroundings;
    const values = environmentValues(surroundings);
    const permissions = permissionsOf(surroundings);
    const made = Object.entries(FUNCTIONS).map(([key, spec]: [string, FunctionSpec]) => {
      const name = key as FunctionName;
      const environment = functionEnvironment(spec, values);
      const handler = makeFunction(this, { name, spec, environment, permissions: permissions[name], config });
      addTrigger(this, { name, spec, handler }, surroundings);
      return [name, handler] as const;
    });
    this.byName = Object.fromEntries(made) as Record<FunctionName, NodejsFunction>;
    addObjectCreated(this, surroundings);
  }
}
