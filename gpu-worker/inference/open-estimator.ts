/** Opens a network for people in boxes. */
import { openCrops } from './batch/open-crops.ts';
import { BoxEstimator } from './box-estimator.ts';
import type { PoseEstimator } from './estimator.ts';
import type { LoadedNetwork } from './loaded-model.ts';
import { MoveNetSinglePose } from './movenet-singlepose.ts';
import { notRunnable, openSession } from './open-session.ts';
import type { Execution } from './provider.ts';
import { poseReader } from './readers.ts';

/** Opens a network. @throws PosefleetError `model_unavailable` when it cannot be run here or takes no boxes. */
export async function openEstimator(network: LoadedNetwork, execution: Execution): Promise<PoseEstimator> {
  const { name, contract } = network;
  const { input, decode } = contract;
  const { size, fit, type } = input;
  if (size.kind !== 'fixed' || fit.kind !== 'box') throw notRunnable(name, 'it does not take boxes');
  const open = async () => openCrops(await openSession(network, execution));
  if (decode.kind === 'movenet-singlepose')
    return new MoveNetSinglePose(await open(), { name, side: size.width, padding: fit.scale });
  const read = poseReader(contract, size);
  if (read === undefined || type !== 'float32')
    throw notRunnable(name, `nothing reads its outputs (${decode.kind}) or fills its input (${type})`);
  return new BoxEstimator({ name, size, format: input, fit, crops: await open(), read });
}
