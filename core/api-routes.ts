/** The paths of the API, as API Gateway writes them; methods are the handler's business, which answers 405. */

/** Paths that anybody may call, throttled. */
export const OPEN_PATHS = ['/health', '/openapi.json', '/docs'] as const;

/** Paths that need a bearer token. */
export const CLOSED_PATHS = [
  '/process',
  '/status/{task_id}',
  '/tasks',
  '/tasks/{task_id}',
  '/tasks/{task_id}/cancel',
  '/tasks/{task_id}/retry',
  '/uploads',
  '/uploads/{upload_id}',
  '/uploads/{upload_id}/parts',
  '/uploads/{upload_id}/complete',
] as const;
