/** The API as a Lambda handler for events of API Gateway's REST API. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { handle } from 'hono/aws-lambda';
import { createApi } from './app.ts';
import type { DependencySource } from './context.ts';

/** A handler of API Gateway events. */
export type ApiHandler = (event: APIGatewayProxyEvent, context?: Context) => Promise<APIGatewayProxyResult>;

/** Makes the handler. Its dependencies are asked for at the first request. */
export function createHandler(dependencies: DependencySource): ApiHandler {
  // Only the types differ: Hono names less of the event than AWS does.
  const answer = handle(createApi(dependencies)) as unknown as ApiHandler;
  return (event, context) => answer(tidy(event), context);
}

/** Methods that the Fetch API refuses; no route takes them, so any other that none takes stands for them. */
const UNSPEAKABLE = ['CONNECT', 'TRACE', 'TRACK'];

/**
 * The parts of an event that could not become a request, tidied. A GET with a body is none to the Fetch API, and
 * nothing here reads one; the host is a caller's text and is never used.
 */
function tidy(event: APIGatewayProxyEvent): APIGatewayProxyEvent {
  const httpMethod = UNSPEAKABLE.includes(event.httpMethod) ? 'OPTIONS' : event.httpMethod;
  return {
    ...event,
    httpMethod,
    body: httpMethod === 'GET' || httpMethod === 'HEAD' ? null : event.body,
    requestContext: { ...event.requestContext, domainName: 'posefleet' },
  };
}
