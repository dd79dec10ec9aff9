/** The description of the API, made from the schemas that validate. */
import type { Api } from './context.ts';

/** An OpenAPI 3.1 document. */
export type OpenApiDocument = ReturnType<Api['getOpenAPI31Document']>;

/** Name of the one way to tell who is calling. */
const BEARER = 'bearer';

/**
 * Describes the API. The server's address is relative, so that it holds at any host and stage. Every route wants a
 * token unless it says otherwise itself.
 */
export function openApiDocument(api: Api): OpenApiDocument {
  api.openAPIRegistry.registerComponent('securitySchemes', BEARER, {
    type: 'http',
    scheme: 'bearer',
    description:
      'A token that the operator made with `posefleet tokens create`. The local service needs none and ignores it.',
  });
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Posefleet',
      version: '1',
      description: 'Videos in, human poses out. Human page: /docs.',
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: '.' }],
    security: [{ [BEARER]: [] }],
  });
}
