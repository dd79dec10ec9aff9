/** A file in a folder of this machine, or of one that is mounted here. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Origin } from './origin.ts';

/** A file. It is copied from its beginning: that takes less long than to find out whether it has changed. */
export function fileOrigin(path: string): Origin {
  return {
    address: path,
    async open(_kept, signal) {
      const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      if (found === undefined || !found.isFile()) return undefined;
      const body = createReadStream(path, { ...(signal && { signal }) });
      return { body, offset: 0, total: found.size, close: async () => void body.destroy() };
    },
  };
}
