/** Models that people ask for by name and that cannot be run yet: a clear answer is better than "unknown". */
import type { AnnouncedModel, ModelFamily, ModelTask } from './model-entry.ts';

/** Catalogue entries without contract; names and aliases are MMPose's and rtmlib's. */
export const ANNOUNCED: readonly AnnouncedModel[] = [
  announce('vitpose', 'top-down', 'vitpose-s', 'ViTPose-S'),
  announce('vitpose', 'top-down', 'vitpose-b', 'ViTPose-B', ['vitpose']),
  announce('vitpose', 'top-down', 'vitpose-l', 'ViTPose-L'),
  announce('vitpose', 'top-down', 'vitpose-h', 'ViTPose-H'),
  announce('rtmpose', 'top-down', 'rtmpose-t', 'RTMPose-t'),
  announce('rtmpose', 'top-down', 'rtmpose-s', 'RTMPose-s'),
  announce('rtmpose', 'top-down', 'rtmpose-m', 'RTMPose-m', ['rtmpose', 'human', 'body']),
  announce('rtmpose', 'top-down', 'rtmpose-l', 'RTMPose-l'),
  announce('rtmpose', 'top-down', 'rtmpose-x', 'RTMPose-x'),
  announce('rtmpose', 'top-down', 'rtmpose-m-halpe26', 'RTMPose-m, 26 keypoints of Halpe', ['body26']),
  announce('rtmpose', 'top-down', 'rtmpose-m-hand', 'RTMPose-m, 21 keypoints of a hand', ['hand']),
  announce('rtmpose', 'top-down', 'rtmpose-m-face', 'RTMPose-m, 106 keypoints of a face', ['face']),
  announce('rtmpose', 'top-down', 'rtmpose-m-ap10k', 'RTMPose-m, 17 keypoints of animals', ['animal']),
  announce('rtmo', 'one-stage', 'rtmo-s', 'RTMO-s'),
  announce('rtmo', 'one-stage', 'rtmo-m', 'RTMO-m'),
  announce('rtmo', 'one-stage', 'rtmo-l', 'RTMO-l', ['rtmo']),
  announce('rtmw', 'top-down', 'rtmw-m', 'RTMW-m, 133 keypoints of the whole body', ['rtmw', 'wholebody']),
  announce('rtmw', 'top-down', 'rtmw-l', 'RTMW-l, 133 keypoints of the whole body'),
  announce('rtmw', 'top-down', 'rtmw-x', 'RTMW-x, 133 keypoints of the whole body'),
  announce('dwpose', 'top-down', 'dwpose-l', 'DWPose-l, 133 keypoints of the whole body', ['dwpose']),
  announce('yolox', 'detector', 'yolox-nano', 'YOLOX-nano, people'),
  announce('yolox', 'detector', 'yolox-tiny', 'YOLOX-tiny, people'),
  announce('yolox', 'detector', 'yolox-m', 'YOLOX-m, people', ['yolox']),
  announce('yolox', 'detector', 'yolox-x', 'YOLOX-x, people'),
  announce('rtmdet', 'detector', 'rtmdet-nano', 'RTMDet-nano, people'),
  announce('rtmdet', 'detector', 'rtmdet-m', 'RTMDet-m, people', ['rtmdet']),
];

function announce(
  family: ModelFamily,
  task: ModelTask,
  name: string,
  title: string,
  aliases: readonly string[] = [],
): AnnouncedModel {
  return { name, aliases, family, task, title, available: false };
}
