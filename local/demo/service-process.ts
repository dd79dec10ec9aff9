/** The demo's service, as a process of its own, so that its log goes to a file and its work never delays the demo. */
import { rm } from 'node:fs/promises';
import { startService } from '../service.ts';

const [data] = process.argv.slice(2);
if (data === undefined) throw new Error('The data folder must be named.');

// Ctrl-C is the demo's business; so is the end of this process, which comes when the demo lets go of it.
process.on('SIGINT', () => {});
const gone = new Promise<void>((resolve) => process.once('disconnect', resolve));
const service = await startService({ port: 0, data });
process.send?.({ url: service.url });
await gone;
await service.close();
await rm(data, { recursive: true, force: true });
process.exit(0);
