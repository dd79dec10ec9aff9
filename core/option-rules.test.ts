import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OptionFacts, optionIssues, requireEffectiveOptions } from './option-rules.ts';
import type { TaskOptions } from './task-options.ts';

const oneStage: OptionFacts = {
  model: 'movenet-multipose',
  task: 'one-stage',
  boxesGiven: false,
  modelNamed: true,
  finder: 'movenet-multipose',
  mostPeople: 6,
};
const topDown: OptionFacts = { ...oneStage, model: 'movenet-thunder', task: 'top-down' };
const byPreset: OptionFacts = { ...topDown, model: 'rtmpose-m', modelNamed: false };
const withBoxes: OptionFacts = { ...topDown, boxesGiven: true };

const cases: [TaskOptions, OptionFacts, string[]][] = [
  [{}, oneStage, []],
  [{ detect_every: 5 }, oneStage, ['options.detect_every']],
  [{ detect_every: 1 }, oneStage, ['options.detect_every']],
  [{ detect_every: 5 }, topDown, []],
  [{ detect_every: 5 }, withBoxes, ['options.detect_every']],
  [{ keypoint_threshold: 0.1 }, oneStage, []],
  [{ keypoint_threshold: 0, visualization: false }, topDown, ['options.keypoint_threshold']],
  [{ keypoint_threshold: 0.1, visualization: true }, topDown, []],
  [{ max_people: 6 }, oneStage, []],
  [{ max_people: 7 }, oneStage, ['options.max_people']],
  [{ max_people: 7 }, topDown, ['options.max_people']],
  [{ max_people: 7 }, withBoxes, []],
  [{ max_people: 1000 }, { ...topDown, mostPeople: undefined }, []],
  [{ detector: 'yolox-m' }, topDown, []],
  [{ detector: 'yolox-m' }, oneStage, ['options.detector']],
  [{ detector: 'yolox-m' }, withBoxes, ['options.detector']],
  [{ preset: 'balanced' }, byPreset, []],
  [{ preset: 'balanced', detector: 'rtmdet-nano', detect_every: 3 }, byPreset, []],
  [{ preset: 'balanced' }, topDown, ['options.preset']],
  [{ preset: 'balanced' }, { ...byPreset, boxesGiven: true }, ['options.preset']],
  [{ preset: 'balanced' }, withBoxes, ['options.preset']],
  [{ smoothing: 'one_euro' }, oneStage, []],
  [{ smoothing: 'one_euro' }, withBoxes, []],
  [
    { detect_every: 2, keypoint_threshold: 0.5, visualization: false, max_people: 9 },
    oneStage,
    ['options.detect_every', 'options.keypoint_threshold', 'options.max_people'],
  ],
];

for (const [options, facts, expected] of cases) {
  const boxes = facts.boxesGiven ? ' with boxes' : '';
  test(`${JSON.stringify(options)} with ${facts.model}${boxes}: ${expected.join(', ') || 'accepted'}`, () => {
    assert.deepEqual(
      optionIssues(options, facts).map(({ field }) => field),
      expected,
    );
  });
}

test('the error names the option, what finds the people, and the limit', () => {
  assert.throws(() => requireEffectiveOptions({ max_people: 7 }, topDown), {
    code: 'option_unsupported',
    message:
      'options.max_people has no effect above 6, the most people that movenet-multipose finds in a frame.',
  });
});
