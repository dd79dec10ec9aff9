/** The ffmpeg command that decodes a video into raw frames. */

import { type FfmpegCommand, ffmpegCommand, findFfmpegPrograms } from './ffmpeg.ts';
import { passthroughOptions } from './ffmpeg-version.ts';
import type { DecodeRequest, DecodeStart } from './frame-decoder.ts';
import type { FrameBuffer } from './frame-reader.ts';
import { selectExpression } from './frame-selection.ts';
import { decodingOptions } from './hardware-decoding.ts';
import type { VideoProbe } from './probe.ts';
import { inputName, UNTRUSTED_INPUT } from './untrusted-input.ts';

/** Seconds that are decoded beyond the end of a range: `trim` rounds, `select` decides. */
const BEYOND_END = 1;

/** Makes the command; its output is to be taken from standard output. */
export async function decodeCommand<B extends FrameBuffer>(
  request: DecodeRequest<B>,
): Promise<FfmpegCommand> {
  const programs = request.programs ?? findFfmpegPrograms();
  return ffmpegCommand(programs)
    .input(inputName(request.file))
    .inputOptions(['-nostdin', '-nostats', '-loglevel', 'level+info', '-copyts', ...seekOptions(request)])
    .inputOptions([...decodingOptions(request.decoding), ...UNTRUSTED_INPUT])
    .complexFilter(filterGraph(request))
    .outputOptions(['-map', '[frames]', ...(await passthroughOptions(programs)), '-f', 'rawvideo']);
}

/**
 * Begins at a keyframe; what lies between it and the frames asked for is decoded and dropped. ffmpeg counts
 * seconds from the file's first time, and may begin at an earlier keyframe still.
 */
function seekOptions<B extends FrameBuffer>({ start, probe }: DecodeRequest<B>): string[] {
  if (start === undefined || start.keyframe === 0) return [];
  const from = keyframeTime(start, probe) - probe.startTime;
  return ['-noaccurate_seek', '-ss', from.toFixed(6)];
}

function keyframeTime({ table, keyframe }: DecodeStart, { timeBase }: VideoProbe): number {
  return ((table.pts[keyframe] ?? 0) * timeBase.num) / timeBase.den;
}

/**
 * One branch tells each frame's time (on a tiny copy, since `showinfo` computes checksums), the other carries
 * the selected frames. ffmpeg itself puts the rotation in front.
 */
function filterGraph<B extends FrameBuffer>({
  probe,
  width,
  height,
  selection,
  start,
}: DecodeRequest<B>): string {
  const select = selectExpression(selection, probe.origin, {
    byIndex: start === undefined,
    afterPts: start?.after?.pts,
  });
  const pad = width !== probe.width || height !== probe.height ? [`pad=${width}:${height}`] : [];
  const chain = [
    ...(select === undefined ? [] : [`select='${select}'`]),
    `scale=${probe.width}:${probe.height}:out_range=tv`,
    ...pad,
    'format=yuv420p',
  ];
  const end = selection.end + probe.origin + BEYOND_END;
  const trim = end === Number.POSITIVE_INFINITY ? '' : `trim=end=${end},`;
  return `[0:${probe.stream}]${trim}split[told][used];[told]scale=16:16:flags=neighbor,showinfo,nullsink;[used]${chain.join(',')}[frames]`;
}
