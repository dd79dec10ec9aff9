/** Why ONNX Runtime cannot use CUDA on this machine; it says so itself only to standard error. */
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

const FOLDER = `../bin/napi-v6/${process.platform}/${process.arch}`;
/** The second looks for what the first holds. */
const LIBRARIES = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

/** The loader's complaint, such as `libcuda.so.1: cannot open shared object file`; undefined when it has none. */
export function cudaTrouble(): string | undefined {
  const package_ = createRequire(import.meta.url).resolve('onnxruntime-node');
  for (const library of LIBRARIES) {
    const complaint = loadComplaint(join(dirname(package_), FOLDER, library));
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

function loadComplaint(path: string): string | undefined {
  try {
    process.dlopen({ exports: {} }, path, constants.dlopen.RTLD_LAZY | constants.dlopen.RTLD_GLOBAL);
  } catch (error) {
    const { message } = error as Error;
    // It could be loaded; it is only no module of Node's.
    return message.includes('self-register') ? undefined : message;
  }
  return undefined;
}
