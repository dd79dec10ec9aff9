/** Whether this machine seems to have a GPU of its own. */
import { existsSync, readdirSync } from 'node:fs';

/** Files by which Linux offers a GPU: NVIDIA's driver, and Windows' to its Linux guests. */
const DEVICES = ['/dev/nvidia0', '/dev/dxg'];
/** Folder of those that the kernel's own drivers offer to whoever computes. */
const RENDERERS = '/dev/dri';

/**
 * Whether there is a GPU. On Linux a software Vulkan would answer as well and is slower than the CPU: there must be a
 * device. Elsewhere the system has none but real ones.
 */
export function hasGpu(platform: NodeJS.Platform = process.platform): boolean {
  if (platform !== 'linux') return true;
  if (DEVICES.some((device) => existsSync(device))) return true;
  return existsSync(RENDERERS) && readdirSync(RENDERERS).some((name) => name.startsWith('renderD'));
}
