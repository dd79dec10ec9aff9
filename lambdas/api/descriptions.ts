/** `GET /openapi.json` and `GET /docs`: the description of the API, for programs and for people. */

import type { Api } from './context.ts';
import { DOCS_CONTENT_SECURITY_POLICY, DOCS_PAGE } from './docs/page.generated.ts';
import { openApiDocument } from './openapi.ts';

/** Adds the routes. */
export function addDescriptions(api: Api): void {
  api.get('/openapi.json', (c) => c.json(openApiDocument(api)));
  api.get('/docs', (c) =>
    c.html(DOCS_PAGE, 200, {
      'Content-Security-Policy': DOCS_CONTENT_SECURITY_POLICY,
      'Cache-Control': 'max-age=300',
    }),
  );
}
