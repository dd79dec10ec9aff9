/** Tells of which frame an error is. */
import { PosefleetError } from '../../core/errors.ts';

/** The outcome of work on a frame; an error that a caller may see names the frame's index in the source. */
export async function nameFrame<T>(index: number, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof PosefleetError)) throw error;
    throw new PosefleetError(error.code, `Frame ${index}: ${error.message}`, { cause: error });
  }
}
