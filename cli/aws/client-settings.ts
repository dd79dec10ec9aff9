/** Settings of the AWS clients of a command: a person waits for the answer. */

/** Milliseconds. */
const TIMEOUTS = { connectionTimeout: 5000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/** Settings for a client in this region; that of the AWS configuration when undefined. */
export function clientSettings(region: string | undefined) {
  return { maxAttempts: 4, requestHandler: TIMEOUTS, ...(region === undefined ? {} : { region }) };
}
