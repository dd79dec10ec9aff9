/** A place for races: something is done just before a command of one kind is sent. */
import type { Store } from '../../core/store/store.ts';

/** The same store, with `act` done before each command of this kind. */
export function hookedStore(
  store: Store,
  kind: abstract new (...input: never[]) => unknown,
  act: (command: object) => Promise<unknown>,
): Store {
  const send = async (command: object) => {
    if (command instanceof kind) await act(command);
    return store.client.send(command as never);
  };
  return { ...store, client: { send } as unknown as Store['client'] };
}
