/** Something that whoever runs the command can mend: its message is shown alone. */

/** An error in the files or options given; the message names the file or field and says what to do. */
export class AccuracyError extends Error {
  override readonly name = 'AccuracyError';
}
