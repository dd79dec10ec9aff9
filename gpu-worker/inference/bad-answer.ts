/** What to say of a model whose answer makes no sense. */
import { PosefleetError } from '../../core/errors.ts';
import type { RawPerson, RawPose } from './raw-answer.ts';

/** The error of a model that runs and answers nonsense, such as weights of which a part is lost would. */
export function badAnswer(model: string, what: string): PosefleetError {
  const advice = 'Check its file (npm run models -- verify), or choose another model.';
  return new PosefleetError('model_unavailable', `The model ${model} answered with ${what}. ${advice}`);
}

/** @throws PosefleetError `model_unavailable` when a number of the pose is NaN or infinite */
export function checkPose(model: string, { points, scores }: RawPose): void {
  if (!points.every(Number.isFinite) || !scores.every(Number.isFinite))
    throw badAnswer(model, 'keypoints that are not finite numbers (NaN or infinity)');
}

/** @throws PosefleetError `model_unavailable` when a number of the person is NaN or infinite */
export function checkPerson(model: string, { box, score, pose }: RawPerson): void {
  if (!Number.isFinite(score) || !box.every(Number.isFinite))
    throw badAnswer(model, 'boxes that are not finite numbers (NaN or infinity)');
  if (pose !== undefined) checkPose(model, pose);
}
