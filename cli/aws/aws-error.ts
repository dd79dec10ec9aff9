/** What AWS and its SDK answer, in words for the person at the keyboard. */
import { CliError, localError, usageError } from '../cli-error.ts';
import { CLI_EXIT } from '../exit-codes.ts';

const NO_CREDENTIALS: readonly string[] = ['CredentialsProviderError', 'TokenProviderError'];
const BAD_CREDENTIALS: readonly string[] = [
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
];
const DENIED: readonly string[] = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'];
const NETWORK = /^(E(CONN|HOST|NET|AI_|TIMEDOUT|PIPE)|ENOTFOUND)/;

/**
 * Calls AWS.
 *
 * @throws CliError that says what to do; the signal's reason when it was aborted meanwhile.
 */
export async function callAws<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  try {
    signal.throwIfAborted();
    return await call();
  } catch (error) {
    signal.throwIfAborted();
    throw toCliError(error);
  }
}

function toCliError(error: unknown): unknown {
  if (error instanceof CliError || !(error instanceof Error)) return error;
  const { name, message } = error;
  const options = { cause: error };
  if (/^Region (is missing|not accepted)/.test(message)) {
    return usageError(
      `${message}. Name the AWS region with --region, such as eu-central-1, or set AWS_REGION.`,
    );
  }
  if (NO_CREDENTIALS.includes(name)) {
    const advice = 'Sign in, for example with "aws sso login", and set AWS_PROFILE';
    return localError(`There are no AWS credentials that can be used. ${advice}. (${message})`, options);
  }
  if (BAD_CREDENTIALS.includes(name)) {
    return refused(
      'aws_credentials',
      `AWS does not accept the credentials. Sign in again. (${message})`,
      error,
    );
  }
  if (DENIED.includes(name))
    return refused('aws_denied', `The credentials may not do this: ${message}`, error);
  if (isNetwork(error)) {
    return new CliError(
      CLI_EXIT.unreachable,
      'unreachable',
      `AWS cannot be reached. (${message || name})`,
      options,
    );
  }
  return '$metadata' in error ? refused('aws_error', `AWS answered ${name}: ${message}`, error) : error;
}

function refused(code: string, message: string, cause: Error): CliError {
  return new CliError(CLI_EXIT.refused, code, message, { cause });
}

function isNetwork(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return NETWORK.test(code) || error.name === 'TimeoutError';
}
