/** Clients of AWS that need more than the default environment gives. */
import { S3Client } from '@aws-sdk/client-s3';

/**
 * S3 of this environment. Two things differ from the SDK's defaults: a stand-in is reached by path, since its
 * host has no subdomain a bucket; and no checksums are added unless S3 asks for them, so that a signed URL works
 * with a plain `curl -T FILE URL`.
 */
export function s3FromEnvironment(): S3Client {
  const standIn = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  return new S3Client({
    maxAttempts: 5,
    // Milliseconds; the second without a byte. No limit on the request as a whole: the body may be a video of hours.
    requestHandler: { connectionTimeout: 3000, socketTimeout: 300_000 },
    forcePathStyle: standIn !== undefined && standIn !== '',
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}
