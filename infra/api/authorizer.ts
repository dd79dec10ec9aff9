/** The gateway's question whose bearer token a request carries. */
import { Duration } from 'aws-cdk-lib';
import { TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { AUTHORIZATION_PATTERN } from '../../core/bearer-token.ts';

/** How long the gateway remembers an answer. A revoked token must be dead within 60 s; it reads the table at once. */
const REMEMBERED = Duration.seconds(30);

/** Makes the authorizer: it asks the function with the header `Authorization`. */
export function addAuthorizer(scope: Construct, authorize: IFunction): TokenAuthorizer {
  return new TokenAuthorizer(scope, 'Authorizer', {
    handler: authorize,
    resultsCacheTtl: REMEMBERED,
    // What has another form is answered 401 without asking: most guesses cost nothing.
    validationRegex: AUTHORIZATION_PATTERN,
  });
}
