/** A task's record as callers see it. */
import type { TaskAnswer } from '../../core/requests.ts';
import type { TaskRecord } from '../../core/task.ts';

/** The answer for a record: the seed's fields first, absent ones null. */
export function taskAnswer(record: TaskRecord, downloads: TaskAnswer['downloads'] = null): TaskAnswer {
  return {
    task_id: record.task_id,
    status: record.status,
    video_path: record.video_path,
    model: record.model,
    created_at: record.created_at,
    started_at: record.started_at ?? null,
    completed_at: record.completed_at ?? null,
    result: record.result ?? null,
    error: record.error ?? null,
    source: record.source,
    bboxes_path: record.bboxes_path ?? null,
    options: record.options,
    run: record.run,
    attempt: record.attempt,
    updated_at: record.updated_at,
    log_stream: record.log_stream ?? null,
    progress: record.progress,
    warnings: record.warnings ?? [],
    downloads,
  };
}
