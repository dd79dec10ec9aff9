/** A thread that a hostile header has got hold of: what it does stands in the key of the video. */
import { parentPort } from 'node:worker_threads';
import type { Examination } from '../examiner-thread.ts';

parentPort?.on('message', ({ place: { key } }: Examination) => {
  if (key === 'ends') process.exit(3);
  if (key === 'throws') throw new Error('Something was read that is none.');
  if (key === 'fills the memory') for (const all: unknown[][] = []; ; ) all.push(new Array(1e6).fill(1.5));
  if (key === 'never comes back') for (;;);
  parentPort?.postMessage({ facts: { bytes: 7 } });
  if (key === 'then ends') setTimeout(() => process.exit(3), 50);
  if (key === 'then throws') {
    setTimeout(() => {
      throw new Error('Something came of it later.');
    }, 50);
  }
});
