/**
 * A model that costs next to nothing: under MoveNet's contract, it makes two people out of a few of the picture's pixels
 * and weights drawn by lot. Where they are says nothing, but other pictures give other people.
 */
import { GraphBuilder } from '../../../models/convert/graph-builder.ts';
import { encodeOnnx } from '../../../models/convert/onnx-file.ts';
import { addTestModel, MOST_PEOPLE } from '../../support/add-test-model.ts';
import { seededRandom } from '../../support/seeded-random.ts';

/** Its name. */
export const QUICK_MODEL = 'chaos-quick';

/** Pixels that are looked at: rows and columns, of three colours. */
const [ROWS, COLUMNS, COLOURS] = [3, 4, 3];
const PIXELS = ROWS * COLUMNS * COLOURS;
/** Rows of the answer: 17 times (y, x, score), then ymin, xmin, ymax, xmax, score. */
const [PEOPLE, ROW] = [MOST_PEOPLE, 56];
/** Those that are sure enough to be kept. */
const SEEN = 2;
const BOX = [0.2, 0.3, 0.8, 0.7];

/** Adds the model to a folder of its own. @returns variables by which service and workers find it. */
export function addQuickModel(folder: string): Promise<Record<string, string>> {
  return addTestModel(folder, QUICK_MODEL, quickModel());
}

function quickModel(): Uint8Array {
  const graph = new GraphBuilder();
  const floats = graph.add('Cast', 'floats', [graph.name('input')], { to: 1 });
  const planes = graph.add('Transpose', 'planes', [floats], { perm: [0, 3, 1, 2] });
  const sizes = graph.ints([1, COLOURS, ROWS, COLUMNS]);
  const few = graph.add('Resize', 'few', [planes, '', '', sizes], { mode: 'linear' });
  const row = graph.add('Reshape', 'row', [few, graph.ints([1, PIXELS])]);
  const moved = graph.add('MatMul', 'moved', [row, graph.constant('weights', weights())]);
  const people = graph.add('Add', 'people', [moved, graph.constant('base', base())]);
  const output = graph.name('output_0');
  graph.nodes.push({
    op: 'Reshape',
    name: output,
    inputs: [people, graph.ints([1, PEOPLE, ROW])],
    outputs: [output],
    attributes: {},
  });
  return encodeOnnx({
    graphName: 'quick',
    description: 'Made by the chaos harness',
    nodes: graph.nodes,
    initializers: graph.initializers,
    inputs: [{ name: 'input', type: 'int32', shape: [1, 'height', 'width', 3] }],
    outputs: [{ name: output, type: 'float', shape: [1, PEOPLE, ROW] }],
  });
}

/** What each pixel adds to each place: small, so that nobody leaves the picture; nothing to scores and boxes. */
function weights() {
  const random = seededRandom(1);
  const [MOST, WHITE] = [0.2, 255];
  const data = Float32Array.from({ length: PIXELS * PEOPLE * ROW }, (_, index) => {
    const place = (index % (PEOPLE * ROW)) % ROW;
    const isPlace = place < ROW - BOX.length - 1 && place % 3 !== 2;
    return isPlace ? ((random.fraction() - 0.5) * MOST) / WHITE : 0;
  });
  return { shape: [PIXELS, PEOPLE * ROW], data };
}

function base() {
  const random = seededRandom(2);
  const data = Float32Array.from({ length: PEOPLE * ROW }, (_, index) => {
    const [person, place] = [Math.floor(index / ROW), index % ROW];
    const inBox = BOX[place - (ROW - BOX.length - 1)];
    if (inBox !== undefined) return inBox + person * 0.02;
    if (place === ROW - 1) return person < SEEN ? 0.8 : 0.01;
    return place % 3 === 2 ? 0.7 : 0.3 + 0.4 * random.fraction();
  });
  return { shape: [1, PEOPLE * ROW], data };
}
