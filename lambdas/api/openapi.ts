/** The description of the API, made from the schemas that validate. */
import type { Api } from './context.ts';

/** An OpenAPI 3.1 document. */
export type OpenApiDocument = ReturnType<Api['getOpenAPI31Document']>;

/** Describes the API. The server's address is relative, so that it holds at any host and stage. */
export function openApiDocument(api: Api): OpenApiDocument {
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Posefleet',
      version: '1',
      description: 'Videos in, human poses out. Human page: /docs.',
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: '.' }],
  });
}
