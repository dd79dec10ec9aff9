/** Lambda: the API, for events of API Gateway. */
import { dependenciesFromEnvironment } from './api/dependencies.ts';
import { createHandler } from './api/handler.ts';

/** Answers one request of API Gateway's REST API. */
export const handler = createHandler(dependenciesFromEnvironment);
