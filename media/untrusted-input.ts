/** Input options for media that nobody vouches for. */

/**
 * Demuxers that may be used: containers of video alone. What reads other files by name (playlists, image
 * sequences, `concat`) is not among them.
 */
const DEMUXERS = [
  'mov',
  'matroska',
  'webm',
  'avi',
  'mpegts',
  'mpeg',
  'mpegvideo',
  'flv',
  'ogg',
  'asf',
  'gif',
  'h264',
  'hevc',
  'm4v',
  'mxf',
  'ivf',
  'rm',
  'dv',
  'nut',
  'vc1',
  'obu',
  'av1',
  'yuv4mpegpipe',
  'wtv',
  'swf',
  '3gp',
  'mp4',
  'm4a',
  'mj2',
  '3g2',
  'aiff',
  'wav',
  'mp3',
  'aac',
  'flac',
  'image2',
  'png_pipe',
  'jpeg_pipe',
  'webp_pipe',
  'bmp_pipe',
  'tiff_pipe',
];

/** Local files are the only protocol, containers of media the only formats, and probing is bounded. */
export const UNTRUSTED_INPUT: readonly string[] = [
  '-protocol_whitelist',
  'file,pipe',
  '-format_whitelist',
  DEMUXERS.join(','),
];

/** A file name that ffmpeg cannot take for an option, a protocol or a pattern of images. */
export function inputName(file: string): string {
  return `file:${file}`;
}
