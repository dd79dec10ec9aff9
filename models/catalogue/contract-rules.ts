/** What must fit together in an entry beyond the form of its fields: pure functions, for the schema and for tests. */
import type { Issue } from '../../core/errors.ts';
import { KEYPOINT_SETS, type KeypointSet } from '../../core/keypoint-sets.ts';
import type { ModelContract, ModelInput, OutputDecode } from './model-contract.ts';
import type { ModelEntry, ModelFamily, ModelTask } from './model-entry.ts';

type Checked = Pick<ModelEntry, 'family' | 'task' | 'detector' | 'contract'>;

/** What each way of decoding belongs to, and how many sizes each of its outputs has. */
interface DecodeFacts {
  task: ModelTask;
  families: readonly ModelFamily[];
  /** Number of sizes of each output's shape. */
  ranks: readonly number[];
  /** Which size of the first output counts the keypoints. */
  keypointAxis?: readonly [output: number, axis: number];
}

const DECODES: Readonly<Record<OutputDecode['kind'], DecodeFacts>> = {
  'movenet-multipose': { task: 'one-stage', families: ['movenet'], ranks: [3] },
  'movenet-singlepose': { task: 'top-down', families: ['movenet'], ranks: [4], keypointAxis: [0, 2] },
  heatmap: { task: 'top-down', families: ['vitpose'], ranks: [4], keypointAxis: [0, 1] },
  simcc: {
    task: 'top-down',
    families: ['rtmpose', 'rtmw', 'dwpose'],
    ranks: [3, 3],
    keypointAxis: [0, 1],
  },
  rtmo: { task: 'one-stage', families: ['rtmo'], ranks: [3, 4], keypointAxis: [1, 2] },
  detections: { task: 'detector', families: ['yolox', 'rtmdet'], ranks: [3, 2] },
  'yolox-grid': { task: 'detector', families: ['yolox'], ranks: [3] },
};

/** What does not fit together; empty when all does. Fields are paths in the entry. */
export function contractIssues(entry: Checked): Issue[] {
  const { contract, detector, family, task } = entry;
  const facts = DECODES[contract.decode.kind];
  const { kind } = contract.decode;
  return [
    ...(facts.task === task ? [] : [issue('task', `must be ${facts.task}, as ${kind} is decoded`)]),
    ...(facts.families.includes(family)
      ? []
      : [issue('family', `must be ${facts.families.join(' or ')}, as ${kind} is decoded`)]),
    ...(task !== 'top-down' && detector !== undefined
      ? [issue('detector', 'is for top-down models alone')]
      : []),
    ...inputIssues(contract.input, task),
    ...outputIssues(contract, facts),
    ...keypointIssues(contract, facts),
  ];
}

function inputIssues({ fit, layout, shape, size }: ModelInput, task: ModelTask): Issue[] {
  const wanted = task === 'top-down' ? 'box' : 'letterbox-top-left';
  const [channels, height, width] =
    layout === 'nchw' ? [shape[1], shape[2], shape[3]] : [shape[3], shape[1], shape[2]];
  const fixed = size.kind === 'fixed' ? size : undefined;
  return [
    ...(fit.kind === wanted
      ? []
      : [issue('contract.input.fit.kind', `must be ${wanted} for a ${task} model`)]),
    ...(channels === 3
      ? []
      : [issue('contract.input.shape', `must have 3 channels where ${layout} has them`)]),
    ...differs('contract.input.size.height', fixed?.height, height),
    ...differs('contract.input.size.width', fixed?.width, width),
  ];
}

/** A fixed size must be the tensor's, unless that is free. */
function differs(field: string, size: number | undefined, inShape: number | string | undefined): Issue[] {
  if (typeof inShape !== 'number' || size === inShape) return [];
  return [
    issue(
      field,
      size === undefined ? `must be fixed: the shape has ${inShape}` : `must be ${inShape}, as in the shape`,
    ),
  ];
}

function outputIssues({ decode, outputs }: ModelContract, { ranks }: DecodeFacts): Issue[] {
  if (outputs.length !== ranks.length) {
    return [issue('contract.outputs', `must be ${ranks.length}: ${decode.kind} reads as many`)];
  }
  return outputs.flatMap(({ shape }, index) =>
    shape.length === ranks[index]
      ? []
      : [issue(`contract.outputs.${index}.shape`, `must have ${ranks[index]} sizes for ${decode.kind}`)],
  );
}

function keypointIssues({ keypoints, outputs }: ModelContract, { keypointAxis, task }: DecodeFacts): Issue[] {
  if (task === 'detector') {
    return keypoints === undefined ? [] : [issue('contract.keypoints', 'is not for detectors')];
  }
  if (keypoints === undefined) return [issue('contract.keypoints', 'is needed: a model of poses has a set')];
  if (keypointAxis === undefined) return [];
  const [output, axis] = keypointAxis;
  const given = outputs[output]?.shape[axis];
  const { names }: KeypointSet = KEYPOINT_SETS[keypoints];
  if (typeof given !== 'number' || given === names.length) return [];
  return [
    issue(`contract.outputs.${output}.shape`, `has ${given} keypoints, but ${keypoints} has ${names.length}`),
  ];
}

function issue(field: string, message: string): Issue {
  return { field, message };
}
