/** The dependencies of this environment. */
import { storeFromEnvironment } from '../../core/store/store.ts';
import { s3Client } from '../clients.ts';
import type { Dependencies } from './context.ts';
import { settingsFromEnvironment } from './settings.ts';

let made: Dependencies | undefined;

/** The same ones for every request of this process. @throws Error when a variable is missing. */
export function dependenciesFromEnvironment(): Dependencies {
  made ??= { settings: settingsFromEnvironment(), store: storeFromEnvironment(), s3: s3Client() };
  return made;
}
