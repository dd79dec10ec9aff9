/** The worker as a process: works on the tasks of one Batch job and tells by its exit code how that ended. */
import { stopSignal } from './stop-signal.ts';

// ONNX Runtime would write a device id and a database of its own; it reads this when a thread loads it.
process.env.ORT_DISABLE_TELEMETRY = '1';

// Before the rest is loaded, which takes most of a second: who is asked to stop then has to say that it was.
const signal = stopSignal();
try {
  const { runJob } = await import('./run-job.ts');
  process.exitCode = await runJob(signal);
} catch (error) {
  const { log } = await import('../core/log.ts');
  log.error('The worker died.', { error: error as Error });
  process.exitCode = 1;
}
// Threads and pipes of a task that was dropped must not keep the process.
process.exit();
