/** `GET /tasks`: pages of the caller's tasks, newest first. */
import { createRoute } from '@hono/zod-openapi';
import { taskListAnswerSchema, taskListQuerySchema } from '../../core/requests.ts';
import { readCounts } from '../../core/store/counts.ts';
import { listTasks } from '../../core/store/list-tasks.ts';
import { type Api, type DependencySource, ownerOf } from './context.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { answers, refusals } from './refusals.ts';
import { taskAnswer } from './task-answer.ts';

const route = createRoute({
  method: 'get',
  path: '/tasks',
  summary: 'Your tasks, newest first',
  request: { query: taskListQuerySchema },
  responses: {
    200: answers('A page of tasks.', taskListAnswerSchema),
    ...refusals('cursor_invalid', 'request_invalid'),
  },
});

/** Adds the route. */
export function addList(api: Api, dependencies: DependencySource): void {
  api.openapi(route, async (c) => {
    const { store } = dependencies();
    const { status, limit, cursor } = c.req.valid('query');
    const list = { owner: ownerOf(c), ...(status === undefined ? {} : { status }) };
    const after = cursor === undefined ? {} : { after: decodeCursor(list, cursor) };
    const [counts, page] = await Promise.all([
      readCounts(store, list.owner),
      listTasks(store, { ...list, ...after, limit }),
    ]);
    const answer = {
      total_tasks: counts.total,
      tasks: page.tasks.map((record) => taskAnswer(record)),
      next_cursor: page.next === undefined ? null : encodeCursor(list, page.next),
    };
    return c.json(answer, 200);
  });
}
