import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CATALOGUE, requireModel } from '../catalogue.ts';
import { parseModelEntry } from './entry-schema.ts';

/** An entry as somebody would write it, from one of the catalogue's. */
function written(name: string): Record<string, unknown> {
  const { contract, detector, family, licence, task, title } = structuredClone(requireModel(name));
  const source = { origin: 'our own training, run 7' };
  return { name: 'mine', family, task, title, detector, licence, source, contract };
}

/** A copy with one value changed, or taken out. */
function changed(json: Record<string, unknown>, path: string, value?: unknown): unknown {
  const copy = structuredClone(json);
  const fields = path.split('.');
  const last = fields.pop() as string;
  const place = fields.reduce<Record<string, unknown>>(
    (at, field) => at[field] as Record<string, unknown>,
    copy,
  );
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}

for (const { name, mostPeople } of CATALOGUE) {
  test(`what ${name} says can be written as JSON`, () => {
    const entry = requireModel(name);
    const json = JSON.parse(JSON.stringify({ ...written(name), aliases: ['ours'], mostPeople }));
    const parsed = parseModelEntry(json);
    assert.deepEqual(parsed.contract, entry.contract);
    assert.deepEqual(parsed.source, { kind: 'added', origin: 'our own training, run 7' });
    assert.deepEqual([parsed.name, parsed.aliases, parsed.file], ['mine', ['ours'], {}]);
    assert.equal(parsed.mostPeople, mostPeople);
  });
}

const REQUIRED = [
  'name',
  'family',
  'task',
  'title',
  'source',
  'source.origin',
  'licence.weights',
  'licence.author',
  'contract',
  'contract.input',
  'contract.input.name',
  'contract.input.colours',
  'contract.input.shape',
  'contract.input.size.width',
  'contract.input.mean',
  'contract.input.fit.udp',
  'contract.input.padding',
  'contract.outputs',
  'contract.outputs.0.name',
  'contract.decode.kind',
  'contract.decode.kernel',
  'contract.keypoints',
];

for (const field of REQUIRED) {
  test(`an entry without ${field} is refused by its name`, () => {
    assertRefused(changed(JSON.parse(JSON.stringify(written('vitpose-b'))), field), field);
  });
}

const WRONG: [path: string, value: unknown, model?: string][] = [
  ['name', 'Mine!'],
  ['name', '../mine'],
  ['aliases', ['Ours']],
  ['family', 'hrnet'],
  ['task', 'one-stage'],
  ['colour', 'rgb'],
  ['contract.input.layouts', 'nchw'],
  ['file', { sha256: 'abc' }],
  ['source.kind', 'url'],
  ['contract.input.size.width', 200],
  ['contract.input.shape', ['batch', 4, 256, 192]],
  ['contract.input.shape', ['batch', 3, 256]],
  ['contract.input.deviation', [58.395, 0, 57.375]],
  ['contract.input.fit', { kind: 'letterbox-top-left' }],
  ['contract.decode.kernel', 10],
  ['contract.decode', { kind: 'simcc', split: 2, score: 'min' }],
  ['contract.keypoints', 'coco-18'],
  ['contract.keypoints', 'halpe-26'],
  ['contract.outputs', []],
  ['contract.keypoints', 'coco-17', 'yolox-nano'],
  ['detector', 'yolox-nano', 'rtmo-s'],
  ['contract.decode.nms', 0, 'yolox-nano-coco'],
  ['contract.input.fit', { kind: 'box', scale: 1.25, udp: false }, 'rtmdet-nano'],
];

for (const [field, value, model = 'vitpose-b'] of WRONG) {
  test(`${model} with ${field} = ${JSON.stringify(value)} is refused`, () => {
    const entry = JSON.parse(JSON.stringify(written(model)));
    assert.throws(() => parseModelEntry(changed(entry, field, value)), { code: 'request_invalid' });
  });
}

test('all that is wrong is told at once', () => {
  const entry = changed(JSON.parse(JSON.stringify(written('vitpose-b'))), 'title') as Record<string, unknown>;
  assert.throws(() => parseModelEntry(changed(entry, 'contract.input.padding', 'grey')), {
    message: /title: .*; contract\.input\.padding: /,
  });
  assert.throws(() => parseModelEntry([]), { code: 'request_invalid' });
  assert.throws(() => parseModelEntry(undefined), { code: 'request_invalid' });
});

function assertRefused(json: unknown, field: string): void {
  assert.throws(
    () => parseModelEntry(json),
    (error: { code: string; issues: { field: string }[] }) => {
      assert.equal(error.code, 'request_invalid');
      return error.issues.some((issue) => issue.field.startsWith(field));
    },
  );
}
