/** The demo's service, as a process of its own, so that its log goes to a file and its work never delays the demo. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startService } from '../service.ts';

const [work] = process.argv.slice(2);
if (work === undefined) throw new Error('The folder to work in must be named.');

// Ctrl-C is the demo's business; so is the end of this process, which comes when the demo lets go of it.
process.on('SIGINT', () => {});
const gone = new Promise<void>((resolve) => process.once('disconnect', resolve));
const service = await startService({ port: 0, data: join(work, 'data') });
process.send?.({ url: service.url });
await gone;
await service.close();
await rm(work, { recursive: true, force: true });
process.exit(0);
