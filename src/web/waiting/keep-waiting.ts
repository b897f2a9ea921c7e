import type { WaitingStore } from "./send-waiting.ts";
import type { WaitingState } from "./waiting-state.ts";

/**
 * Changes what waits under one key, in one step that nothing comes between: `decide` is given what waits there and says what stands in its place;
 * `null` for nothing, `undefined` to leave it. Returns whether anything was changed.
 */
export type ChangeWaiting<Item extends WaitingState> = (
  key: string,
  decide: (known: Item | undefined) => Item | null | undefined,
) => Promise<boolean>;

/** The waiting items of a device, changed only where the one that is meant still waits: another may have taken its place meanwhile. */
export function makeWaitingStore<Item extends WaitingState>(
  list: () => Promise<readonly Item[]>,
  change: ChangeWaiting<Item>,
): WaitingStore<Item> {
  const changeSame = async (item: Item, next: Item | null): Promise<boolean> =>
    await change(item.key, (known) => (known?.commandId === item.commandId ? next : undefined));
  return {
    list,
    claim: async (item) => await changeSame(item, { ...item, isAttempted: true }),
    put: async (item) => void (await changeSame(item, item)),
    remove: async (item) => void (await changeSame(item, null)),
  };
}

/** Keeps an item, in the place of one about the same thing; false, and nothing is kept, where that one may have arrived already. */
export async function keepItem<Item extends WaitingState>(
  change: ChangeWaiting<Item>,
  item: Item,
): Promise<boolean> {
  return await change(item.key, (known) => (known?.isAttempted === true ? undefined : item));
}

/** Drops what a person no longer wants sent; false, and it stays, where it may have arrived already, or another has taken its place. */
export async function dropItem<Item extends WaitingState>(
  change: ChangeWaiting<Item>,
  { key, commandId }: Item,
): Promise<boolean> {
  return await change(key, (known) => {
    const mayDrop = known?.commandId === commandId && !known.isAttempted;
    return mayDrop ? null : undefined;
  });
}
