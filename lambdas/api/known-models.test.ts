import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { ENV } from '../../core/environment.ts';
import { CATALOGUE } from '../../models/catalogue.ts';
import { chooseModel, type ModelWishes } from './choose-model.ts';
import { modelsFromEnvironment } from './known-models.ts';

const ADDED = [
  { name: 'ours', aliases: ['our-model'], task: 'top-down', detector: 'our-finder', family: 'vitpose' },
  { name: 'our-finder', task: 'detector', mostPeople: 3 },
];

afterEach(() => {
  delete process.env[ENV.addedModels];
});

function chosen(wishes: Partial<ModelWishes>): string {
  process.env[ENV.addedModels] = JSON.stringify(ADDED);
  const settings = {
    defaultModel: 'movenet-multipose',
    defaultTopDownModel: 'movenet-thunder',
    models: modelsFromEnvironment(),
  };
  return chooseModel({ model: undefined, boxesGiven: false, options: {}, ...wishes }, settings);
}

test('without added models there is the catalogue', () => {
  assert.equal(modelsFromEnvironment(), CATALOGUE);
});

test('an added model is chosen by its name or alias, and found among those that would do', () => {
  assert.equal(chosen({ model: 'Ours' }), 'ours');
  assert.equal(chosen({ model: 'our-model', boxesGiven: true }), 'ours');
  assert.equal(chosen({ model: 'vitpose', options: { detector: 'our-finder' } }), 'vitpose-b');
  assert.throws(() => chosen({ model: 'our' }), { code: 'model_unknown', message: /such as ours\./ });
});

test('what an added detector finds at most is the limit of options', () => {
  assert.equal(chosen({ model: 'ours', options: { max_people: 3 } }), 'ours');
  assert.throws(() => chosen({ model: 'ours', options: { max_people: 4 } }), {
    code: 'option_unsupported',
    message: /above 3, the most people that our-finder finds/,
  });
  assert.equal(chosen({ model: 'ours', options: { max_people: 4, detector: 'yolox-m' } }), 'ours');
});

test('a list that is none is told by the name of its variable', () => {
  process.env[ENV.addedModels] = '[{"name": "ours"}]';
  assert.throws(() => modelsFromEnvironment(), /POSEFLEET_ADDED_MODELS.*task/s);
});
