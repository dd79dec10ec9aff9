/** The local service as a process of its own, with a proxy between it and its stand-ins, and unsteady events. */
import { type Service, startService } from '../../../local/service.ts';
import type { Between } from '../../../local/stand-ins.ts';
import { limitedWorkers } from './limited-workers.ts';
import { type FromHarness, type FromService, SETTINGS_VARIABLE, type ServiceSettings } from './messages.ts';
import { unsteadyEvents } from './unsteady-events.ts';

/** Milliseconds between sweeps. */
const SWEEP_MS = 2000;
/** Milliseconds before a second attempt of a job: there are many to come. */
const RETRY_DELAY_MS = 200;

const settings = JSON.parse(process.env[SETTINGS_VARIABLE] ?? '') as ServiceSettings;
// Without its parent nobody would end it.
process.once('disconnect', () => process.exit(1));
const service = await startService({
  data: settings.data,
  port: settings.port,
  sweepMs: SWEEP_MS,
  between,
  batch: {
    retryDelayMs: RETRY_DELAY_MS,
    ...unsteadyEvents(settings, () => tell({ kind: 'unsteady' })),
    ...(await limitedWorkers(settings)),
  },
});
process.once('SIGTERM', () => void stop(service));
tell({ kind: 'ready', url: service.url });

/** As the `Between` of the service: the harness knows where. */
async function between(...[service, endpoint]: Parameters<Between>): Promise<string> {
  const answered = new Promise<string>((resolve) => {
    const listen = (message: FromHarness) => {
      if (message.service !== service) return;
      process.off('message', listen);
      resolve(message.endpoint);
    };
    process.on('message', listen);
  });
  tell({ kind: 'stand-in', service, endpoint });
  return await answered;
}

async function stop(running: Service): Promise<void> {
  await running.close();
  process.exit(0);
}

function tell(message: FromService): void {
  process.send?.(message);
}
