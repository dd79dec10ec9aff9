/** Conditional writes: who comes too late is told so, and nothing else is hidden. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/**
 * Whether a conditional write was made; false when its condition did not hold.
 *
 * A request whose answer was lost is sent again by the SDK, and then refused because of what it has written itself.
 *
 * @param stands whether what was to be written stands in the table; asked only after such a repetition.
 * @throws whatever else went wrong.
 */
export async function won(
  write: Promise<unknown>,
  stands: () => Promise<boolean> = async () => false,
): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return (error.$metadata.attempts ?? 1) > 1 && (await stands());
  }
}
