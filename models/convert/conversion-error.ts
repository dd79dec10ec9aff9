/** Says which node of a graph cannot be converted, and why. Nothing a caller does can mend it: the converter must grow. */
export class ConversionError extends Error {
  override readonly name = 'ConversionError';

  /**
   * @param nodeName name of the node in the TensorFlow graph
   * @param op its TensorFlow operator
   * @param reason what is missing, as the end of a sentence
   */
  constructor(nodeName: string, op: string, reason: string) {
    super(`Node "${nodeName}" (${op}) cannot be converted: ${reason}.`);
  }
}
