/** What API Gateway is told about a good token. */
import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import type { TokenRecord } from '../../core/store/tokens.ts';

/**
 * Leave to call every route of this API and stage. API Gateway keeps the answer under the token alone: one that named
 * the route of the request would refuse the next request to another route.
 *
 * @param methodArn `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/path…`
 */
export function allowance(
  { owner, name }: Pick<TokenRecord, 'owner' | 'name'>,
  methodArn: string,
): APIGatewayAuthorizerResult {
  return {
    principalId: owner,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${stageArn(methodArn)}/*` }],
    },
    context: { owner, token_name: name },
  };
}

function stageArn(methodArn: string): string {
  const [api, stage] = methodArn.split('/');
  if (api?.startsWith('arn:') && stage) return `${api}/${stage}`;
  throw new Error(`${methodArn} is not the ARN of a method of API Gateway.`);
}
