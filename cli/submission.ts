/** One video on its way to a task: found again if it was submitted before, else uploaded and submitted. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { TaskStatus } from '../core/task.ts';
import type { TaskOptions } from '../core/task-options.ts';
import { CliError, usageError } from './cli-error.ts';
import type { Source } from './find-videos.ts';
import { idempotencyKey, keyOfUpload, sourceIdentity } from './identity.ts';
import { recall, remember } from './state-folder.ts';
import { forgetUpload, type UploadContext, type UploadProgress, uploadFile } from './upload.ts';

const rememberedTaskSchema = z.object({ task_id: z.string() });

/** What all videos of a call share. */
export interface SubmitContext extends UploadContext {
  model: string | undefined;
  bboxes: Source | undefined;
  options: TaskOptions;
  /** Whether to make a new task even when the same one is there. */
  again: boolean;
}

/** A task that a video has. */
export interface Submission {
  task_id: string;
  status: TaskStatus;
  /** Whether the task was there before this call. */
  already_there: boolean;
}

/**
 * Submits a video, unless its task is there already.
 *
 * @param key - of {@link taskKey}
 * @throws CliError when the file is empty, or the service refuses it or cannot be reached.
 */
export async function submitVideo(
  context: SubmitContext,
  source: Source,
  key: string,
  onProgress?: UploadProgress,
): Promise<Submission> {
  const known = await findKnown(context, key);
  if (known !== undefined) return known;
  const submission = await uploadAndSubmit(context, source, key, onProgress);
  await remember('tasks', [context.url, key], { task_id: submission.task_id });
  return submission;
}

/** What tells a video's task from others; two sources with the same key need one task. */
export async function taskKey(context: SubmitContext, source: Source): Promise<string> {
  if (source.kind === 'file' && source.bytes === 0) throw usageError('The file is empty.');
  if (context.again) return `posefleet-${randomUUID()}`;
  const { model, bboxes, options, signal } = context;
  return idempotencyKey({
    video: await sourceIdentity(source, signal),
    model,
    bboxes: bboxes && (await sourceIdentity(bboxes, signal)),
    options,
  });
}

/** The task that an earlier call made, if the service still has it. */
async function findKnown({ api, url }: SubmitContext, key: string): Promise<Submission | undefined> {
  const known = await recall('tasks', [url, key], rememberedTaskSchema);
  if (known === undefined) return undefined;
  try {
    const { task_id, status } = await api.status(known.task_id);
    return { task_id, status, already_there: true };
  } catch (error) {
    if (error instanceof CliError && error.status === 404) return undefined;
    throw error;
  }
}

/** A video that was uploaded long ago may be gone from the service: then it is uploaded once more. */
async function uploadAndSubmit(
  context: SubmitContext,
  source: Source,
  key: string,
  onProgress?: UploadProgress,
): Promise<Submission> {
  try {
    return await uploadAndSubmitOnce(context, source, key, onProgress);
  } catch (error) {
    const files = [source, context.bboxes].filter((file) => file?.kind === 'file');
    const gone = error instanceof CliError && GONE.includes(error.code);
    if (!gone || files.length === 0) throw error;
    for (const file of files) {
      if (file?.kind === 'file') await forgetUpload(context.url, file, context.signal);
    }
    return uploadAndSubmitOnce(context, source, key, onProgress);
  }
}

const GONE: readonly string[] = ['video_not_found', 'bboxes_not_found'];

async function uploadAndSubmitOnce(
  context: SubmitContext,
  source: Source,
  key: string,
  onProgress?: UploadProgress,
): Promise<Submission> {
  const { api, model, bboxes, options } = context;
  const body = {
    video_filename: await placeOf(context, source, onProgress),
    ...(model === undefined ? {} : { model }),
    ...(bboxes === undefined ? {} : { bboxes_path: await placeOf(context, bboxes) }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
  const answer = await api.process(body, key).catch((error: unknown) => {
    // The same video was submitted from elsewhere, as another upload: nothing here knows that task.
    const taken = error instanceof CliError && error.code === 'idempotency_conflict';
    if (taken && source.kind === 'file') return api.process(body, keyOfUpload(key, body.video_filename));
    throw explained(error);
  });
  return { task_id: answer.task_id, status: answer.status, already_there: answer.status !== 'queued' };
}

async function placeOf(context: UploadContext, source: Source, onProgress?: UploadProgress): Promise<string> {
  return source.kind === 's3' ? source.name : uploadFile(context, source, onProgress);
}

function explained(error: unknown): unknown {
  if (!(error instanceof CliError) || error.code !== 'task_deleted') return error;
  const message = 'Its task was deleted; --again submits it as a new one.';
  return new CliError(error.exitCode, error.code, message, { cause: error });
}
