/** Lambda: tells API Gateway whose bearer token a request brings. */
import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from 'aws-lambda';
import { log } from '../core/log.ts';
import { allowance } from './authorize/allowance.ts';
import { tokensFromEnvironment } from './authorize/tokens-store.ts';
import { verdictOf } from './authorize/verdict.ts';
import { ownersFromEnvironment } from './tenancy.ts';

/** The message to which API Gateway answers 401; any other error is one of ours to it, and is answered with 500. */
const UNAUTHORIZED = 'Unauthorized';

/**
 * Answers a request of a `TOKEN` authorizer. The answer is kept by API Gateway for some seconds and then holds for
 * other routes too, so it speaks of the token alone, never of the route.
 *
 * @throws Error `Unauthorized` when the token is malformed, unknown or revoked, or its owner is none any more.
 * @throws Error of the SDK when the table cannot be read.
 */
export async function handler({
  authorizationToken,
  methodArn,
}: APIGatewayTokenAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  const owners = ownersFromEnvironment();
  const verdict = await verdictOf(tokensFromEnvironment(), authorizationToken, owners);
  if (verdict.kind === 'known') return allowance(verdict.token, methodArn);
  const { reason, token_name } = verdict;
  log.warn('A token was refused.', { reason, ...(token_name === undefined ? {} : { token_name }) });
  throw new Error(UNAUTHORIZED);
}
