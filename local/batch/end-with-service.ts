/**
 * Loaded into a worker before its own code: ends the worker, and what it has started, when its service is gone
 * without having ended it, as after SIGKILL. Its job is taken up at the next start.
 */
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  // The other end of the channel is the service; the worker leads its process group.
  process.once('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
  process.channel?.unref();
}
