/** Requests and answers of the API: the schemas that validate, and that `/openapi.json` is made from. */
export * from './requests/fields.ts';
export * from './requests/process.ts';
export * from './requests/task.ts';
export * from './requests/task-list.ts';
export * from './requests/uploads.ts';
