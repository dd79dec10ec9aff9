/** Opens a network for whole pictures. */
import type { ModelInput } from '../../models/catalogue.ts';
import { proportionalInput, type Size } from '../frames/regions.ts';
import type { PeopleFinder, PeopleLimits } from './estimator.ts';
import { LetterboxFinder } from './letterbox-finder.ts';
import type { LoadedNetwork } from './loaded-model.ts';
import { MoveNetMultiPose } from './movenet-multipose.ts';
import { notRunnable, openSession } from './open-session.ts';
import type { Execution } from './provider.ts';
import { peopleReader } from './readers.ts';

/** Opens a network. @throws PosefleetError `model_unavailable` when it cannot be run here or finds no people. */
export async function openFinder(
  network: LoadedNetwork,
  { boxThreshold: threshold }: PeopleLimits,
  execution: Execution,
): Promise<PeopleFinder> {
  const { name, contract } = network;
  const { input, decode } = contract;
  if (input.fit.kind !== 'letterbox-top-left') throw notRunnable(name, 'it does not take whole pictures');
  if (decode.kind === 'movenet-multipose' && input.size.kind === 'multiples')
    return new MoveNetMultiPose(await openSession(network, execution), { name, size: input.size });
  const readerFor = peopleReader(contract);
  if (readerFor === undefined || input.type !== 'float32')
    throw notRunnable(name, `nothing reads its outputs (${decode.kind}) or fills its input (${input.type})`);
  const session = await openSession(network, execution);
  return new LetterboxFinder({
    name,
    sizeFor: sizeRule(input),
    format: input,
    session,
    readerFor,
    threshold,
  });
}

function sizeRule({ size }: ModelInput): (picture: Size) => Size {
  return size.kind === 'fixed' ? () => size : (picture) => proportionalInput(picture, size);
}
