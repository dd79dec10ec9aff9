/** Writes what the image holds of this project into a folder: `node gpu-worker/image/main.ts FOLDER`. */
import { argv } from 'node:process';
import { bundleWorker } from './bundle.ts';
import { copyNativePackages } from './native-packages.ts';

const folder = argv[2];
if (folder === undefined) throw new Error('Usage: node gpu-worker/image/main.ts FOLDER');
const { metafile } = await bundleWorker(folder);
await copyNativePackages(folder);
for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
  if (file.endsWith('.mjs')) console.log(`${file}: ${(bytes / 1e6).toFixed(2)} MB`);
}
