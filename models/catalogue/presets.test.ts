import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PRESETS, type TaskOptions } from '../../core/task-options.ts';
import { requireModel } from '../catalogue.ts';
import { detectorOf, PRESET_MODELS } from './presets.ts';

for (const preset of PRESETS) {
  test(`${preset} pairs a detector with a top-down model`, () => {
    const { detector, model } = PRESET_MODELS[preset];
    assert.equal(requireModel(detector).task, 'detector');
    assert.equal(requireModel(model).task, 'top-down');
  });
}

const cases: [model: string, options: TaskOptions, expected: string | undefined][] = [
  ['vitpose-b', {}, 'yolox-m'],
  ['vitpose-b', { detector: 'rtmdet-nano' }, 'rtmdet-nano'],
  ['rtmpose-x', { preset: 'performance' }, 'yolox-x'],
  ['rtmpose-x', { preset: 'performance', detector: 'yolox-m' }, 'yolox-m'],
  ['rtmpose-m-face', {}, undefined],
  ['rtmpose-m-face', { detector: 'rtmdet-nano' }, 'rtmdet-nano'],
  ['rtmo-s', { detector: 'yolox-m' }, undefined],
  ['yolox-m', {}, undefined],
];

for (const [model, options, expected] of cases) {
  test(`${model} with ${JSON.stringify(options)}: ${expected ?? 'no detector'}`, () => {
    assert.equal(detectorOf(requireModel(model), options), expected);
  });
}
