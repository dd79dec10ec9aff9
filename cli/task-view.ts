/** Tasks that are being followed, shown as progress. */
import type { TaskAnswer } from '../core/requests.ts';
import { progressText, share, videoName } from './describe-task.ts';
import type { TaskView } from './follow.ts';
import type { Progress } from './progress.ts';

/**
 * A view of tasks.
 *
 * @param names - how to call a task's video; by default as its file is called
 */
export function taskView(progress: Progress, names: ReadonlyMap<string, string> = new Map()): TaskView {
  const nameOf = (task: TaskAnswer): string => names.get(task.task_id) ?? videoName(task);
  return {
    // A task that waits has nothing to show; a thousand of them would hide those that move.
    update: (task) => {
      if (task.status !== 'processing') return;
      progress.set(task.task_id, nameOf(task), share(task), progressText(task));
    },
    ended: (taskId) => progress.remove(taskId),
  };
}
