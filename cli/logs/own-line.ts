/** Which lines of a log are a task's: short clips share a worker, and so its log. */

/** Whether a line is the task's, or the worker's own: one that names no task, or is not structured. */
export function isLineOf(taskId: string, line: string): boolean {
  const named = /"task_id":"([^"]*)"/.exec(line)?.[1];
  return named === undefined || named === taskId;
}
