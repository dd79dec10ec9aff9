/** Chooses how a session's crops are run. */
import type { Session } from '../session.ts';
import { CropBatches } from './crop-batches.ts';
import type { CropRunner } from './crop-runner.ts';
import { SingleCrops } from './single-crops.ts';

/** Runs the crops of a session, in batches where its batch is larger than one. */
export function openCrops(session: Session): CropRunner {
  return session.batch === 1
    ? new SingleCrops(session)
    : new CropBatches(session, () => session.isThreadBusy);
}
