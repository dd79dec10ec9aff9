/** What the service and the harness tell each other. */
import type { ProxiedService } from '../proxy/proxied-service.ts';

/** From the service. */
export type FromService =
  /** A stand-in has started here; the service waits for the address that all are to use. */
  | { kind: 'stand-in'; service: ProxiedService; endpoint: string }
  /** It answers here. */
  | { kind: 'ready'; url: string }
  /** A state change of a job was delivered once more, or late. */
  | { kind: 'unsteady' };

/** To the service: where to find a stand-in. */
export interface FromHarness {
  service: ProxiedService;
  endpoint: string;
}

/** How the service is to be, beside its environment: JSON in `SETTINGS_VARIABLE`. */
export interface ServiceSettings {
  data: string;
  /** 0 for a free one. */
  port: number;
  seed: number;
  /** Whether events come twice and late. */
  isUnsteady: boolean;
  /** MiB that a worker's container may use; without it there is no limit. */
  memoryMiB?: number;
}

/** Environment variable of the settings. */
export const SETTINGS_VARIABLE = 'POSEFLEET_CHAOS_SERVICE';
