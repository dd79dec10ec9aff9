import { createServer, type RequestListener } from 'node:http';
import { S3Client } from '@aws-sdk/client-s3';
import { LOOPBACK, listenOnLoopback } from '../../local/loopback-server.ts';

/** An S3 that answers as a test says, breaking off included, which the local S3 never does. */
export interface AnsweringS3 {
  /** Asks each thing once: repeated requests would hide what the code under test repeats itself. */
  s3: S3Client;
  close(): void;
}

/** Starts it. @param answer gets `/BUCKET/KEY` as the URL. */
export async function startAnsweringS3(answer: RequestListener): Promise<AnsweringS3> {
  const server = createServer(answer);
  const port = await listenOnLoopback(server, 0);
  const s3 = new S3Client({
    endpoint: `http://${LOOPBACK}:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
    maxAttempts: 1,
  });
  const close = () => {
    s3.destroy();
    server.closeAllConnections();
    server.close();
  };
  return { s3, close };
}
