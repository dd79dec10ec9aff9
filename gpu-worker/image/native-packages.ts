/** The packages with native code, which the image holds as packages. */
import { cp, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** What is copied of each package; binaries for other machines, sources and types are not. */
export const NATIVE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'onnxruntime-node': ['package.json', 'dist', 'bin/napi-v6/linux/x64'],
  'onnxruntime-common': ['package.json', 'dist/cjs'],
  '@napi-rs/canvas': ['.'],
  '@napi-rs/canvas-linux-x64-gnu': ['.'],
};

/** Only needed while code is written. */
const FOR_DEVELOPERS = /\.d\.ts$|\.map$|README\.md$/;

/** Copies the packages into `node_modules` of a folder. @throws Error when a part of one is not there. */
export async function copyNativePackages(folder: string): Promise<void> {
  for (const [name, parts] of Object.entries(NATIVE_PACKAGES)) {
    for (const part of parts) {
      const from = join(MODULES, name, part);
      await stat(from);
      await cp(from, join(folder, 'node_modules', name, part), {
        recursive: true,
        filter: (file) => !FOR_DEVELOPERS.test(file),
      });
    }
  }
}
