/** The runbook: where an alarm's paragraph stands. */

/** The file, from the root of the repository. */
export const RUNBOOK = 'docs/runbook.md';

/** Anchors of the paragraphs, one for each kind of alarm. */
export const RUNBOOK_ANCHORS = [
  'tasks-that-could-not-be-dispatched',
  'dead-tasks-that-nobody-fails',
  'uploads-that-could-not-be-taken-in',
  'events-that-could-not-be-handled',
  'tasks-wait-for-the-dispatcher',
  'uploads-wait-to-be-taken-in',
  'nothing-works-on-waiting-tasks',
  'long-backlog',
  'a-task-does-not-end',
  'many-tasks-fail',
  'workers-die',
  'tasks-are-lost-on-the-way',
  'the-sweeper-does-not-run',
  'the-api-answers-with-errors',
  'the-api-is-slow',
  'a-function-fails',
  'functions-are-throttled',
  'announcements-are-late',
  'the-table-refuses-requests',
  'the-job-queue-is-blocked',
  'money-goes-fast',
  'the-budget',
] as const;

/** Anchor of a paragraph. */
export type RunbookAnchor = (typeof RUNBOOK_ANCHORS)[number];

/** What happened, and where to read what to do about it. */
export function withRunbook(happened: string, anchor: RunbookAnchor): string {
  return `${happened} Runbook: ${RUNBOOK}#${anchor}`;
}
