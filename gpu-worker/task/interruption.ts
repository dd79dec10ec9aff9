/** Why a worker stops before a task is done. These are reasons of an AbortSignal, not failures of the task. */

/** The machine or the service is going away: the work is taken up again elsewhere. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** The task was cancelled or deleted, or another worker has it: there is nothing left to do. */
export class TaskLost extends Error {
  override readonly name = 'TaskLost';
}
