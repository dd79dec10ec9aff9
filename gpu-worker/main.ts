/** The worker as a process: works on the tasks of one Batch job and tells by its exit code how that ended. */

// First, since all else takes a while to load: who is asked to stop then has to say that it was.
import './stop-signal.ts';
import { log } from '../core/log.ts';
import { runJob } from './run-job.ts';
import { stopSignal } from './stop-signal.ts';

// ONNX Runtime would write a device id and a database of its own; it reads this when a thread loads it.
process.env.ORT_DISABLE_TELEMETRY = '1';

try {
  process.exitCode = await runJob(stopSignal);
} catch (error) {
  log.error('The worker died.', { error: error as Error });
  process.exitCode = 1;
}
// Threads and pipes of a task that was dropped must not keep the process.
process.exit();
