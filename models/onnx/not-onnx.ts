/** Why a file cannot be used as an ONNX model. */

/** A file that is not a whole ONNX model, or one that cannot be run. The message does not name the file. */
export class NotOnnx extends Error {
  override readonly name = 'NotOnnx';
}

/** How other files begin that people take for models. */
const LOOKALIKES: readonly (readonly [start: string, what: string])[] = [
  ['PK\u0003\u0004', 'a zip archive (or a PyTorch checkpoint)'],
  ['<', 'a web page'],
  ['{', 'JSON'],
  ['version https://git-lfs', 'a pointer of git-lfs: the file itself has to be fetched (git lfs pull)'],
  ['\u0089HDF', 'an HDF5 file'],
  ['\u001f\u008b', 'a gzip archive'],
];

/** The error for a file that is something else, by the bytes that it begins with. */
export function notOnnx(start: Uint8Array, reason: string): NotOnnx {
  const text = Buffer.from(start).toString('latin1').trimStart();
  const lookalike = LOOKALIKES.find(([prefix]) => text.startsWith(prefix));
  return new NotOnnx(`is no ONNX file: it ${lookalike === undefined ? reason : `is ${lookalike[1]}`}`);
}
