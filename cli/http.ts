/** One HTTP exchange; what the network does becomes a CliError that may be repeated. */
import { CliError } from './cli-error.ts';
import { CLI_EXIT } from './exit-codes.ts';

/**
 * Sends a request and reads the answer.
 *
 * @param place - what to call the other side in messages; signed URLs are secrets and are not shown.
 * @throws CliError `unreachable`, to be repeated, when the connection fails or breaks while reading.
 */
export async function exchange<T>(
  url: string | URL,
  init: RequestInit,
  place: string,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  try {
    return await read(await fetch(url, init));
  } catch (error) {
    if (error instanceof CliError) throw error;
    if (isLocal(error)) throw error;
    throw unreachable(place, error);
  }
}

function unreachable(place: string, error: unknown): CliError {
  const message = `${place} cannot be reached (${reason(error)}). Is the service running, and is --url right?`;
  const options = { cause: error, retry: { afterMs: undefined } };
  return new CliError(CLI_EXIT.unreachable, 'unreachable', message, options);
}

/** fetch hides what went wrong in causes, several of them when a name has several addresses. */
function reason(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return reason(error.errors[0]);
  if (error instanceof Error && error.cause !== undefined) return reason(error.cause);
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time';
  return error instanceof Error ? error.message : String(error);
}

/** Files that cannot be read, or a disk that is full, are no fault of the network. */
function isLocal(error: unknown): boolean {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return inner instanceof Error && 'syscall' in inner && 'path' in inner;
}
