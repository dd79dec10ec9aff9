/** What all models that OpenMMLab publishes have in common: where they lie, and whose they are. */
import type { ModelLicence } from './model-entry.ts';
import type { UrlSource } from './model-source.ts';

/** Licence of MMPose's models. The data that they were trained on has terms of its own. */
export const OPENMMLAB: ModelLicence = {
  weights: 'Apache-2.0',
  carrier: 'Apache-2.0',
  author: 'OpenMMLab (MMPose)',
};

const PROJECTS = 'https://download.openmmlab.com/mmpose/v1/projects';
const PAGES = 'https://github.com/open-mmlab/mmpose/tree/main/projects';

/** Folders of the archives, each with the page that describes them. */
const PAGE_OF = { rtmposev1: 'rtmpose', rtmw: 'rtmpose', rtmo: 'rtmo' } as const;

/** An archive that mmdeploy made: the model is `end2end.onnx` in it. */
export function sdkArchive(project: keyof typeof PAGE_OF, name: string): UrlSource {
  return {
    kind: 'url',
    url: `${PROJECTS}/${project}/onnx_sdk/${name}.zip`,
    member: 'end2end.onnx',
    origin: `${PAGES}/${PAGE_OF[project]}`,
  };
}
