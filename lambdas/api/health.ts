/** `GET /health`: the service's counts, at the same cost for any number of tasks. */
import { createRoute } from '@hono/zod-openapi';
import { healthAnswerSchema } from '../../core/requests.ts';
import { readCounts, WHOLE_SERVICE } from '../../core/store/counts.ts';
import type { Api, DependencySource } from './context.ts';
import { answers, refusals } from './refusals.ts';

const route = createRoute({
  method: 'get',
  path: '/health',
  summary: 'Whether the service works, and how much',
  // Open to all: no token is wanted.
  security: [],
  responses: { 200: answers('The service works.', healthAnswerSchema), ...refusals() },
});

/** Adds the route. */
export function addHealth(api: Api, dependencies: DependencySource): void {
  api.openapi(route, async (c) => {
    const counts = await readCounts(dependencies().store, WHOLE_SERVICE);
    const answer = {
      status: 'healthy' as const,
      timestamp: new Date().toISOString(),
      active_tasks: counts.processing,
      queued_tasks: counts.queued,
      total_tasks: counts.total,
    };
    return c.json(answer, 200);
  });
}
