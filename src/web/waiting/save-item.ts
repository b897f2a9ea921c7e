import { keepItem } from "./keep-waiting.ts";
import type { WaitingItem } from "./waiting-item.ts";
import { changeWaiting } from "./waiting-store.ts";

/**
 * Keeps an item, in the place of one about the same thing; false, and nothing is kept, where that one may have arrived already: it
 * must be answered first. Throws where the device keeps nothing, or its storage is full.
 */
export async function saveItem(item: WaitingItem): Promise<boolean> {
  const isSaved = await keepItem(changeWaiting, item);
  askToStay();
  return isSaved;
}

/** Browsers clear what pages keep when a disk runs full, and least what they were asked to leave. */
function askToStay(): void {
  if (!("storage" in navigator)) return;
  void navigator.storage.persist().catch(() => undefined); // refused, it is kept as long as there is room
}
