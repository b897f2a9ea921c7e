import type { Answer } from "#api/client.ts";
import type { WaitingState } from "./waiting-state.ts";

/** Where things wait. Every change is kept when its promise is fulfilled. */
export interface WaitingStore<Item extends WaitingState> {
  readonly list: () => Promise<readonly Item[]>;
  /** Marks the item as attempted; false where it is not there any more, or another has taken its place meanwhile. */
  readonly claim: (item: Item) => Promise<boolean>;
  readonly put: (item: Item) => Promise<void>;
  readonly remove: (item: Item) => Promise<void>;
}

/** How an attempt to send all that waits has ended. */
export type SendOutcome = "sent" | "offline" | "signed_out" | "busy";

/** A server's fault tells nothing about whether it was taken; neither does being turned away. */
const UNDECIDED = [401, 408, 425, 429];
const FIRST_FAULT_STATUS = 500;

/**
 * Sends what `userId` has waiting, one after the other in the order in which it was saved, and stops at the first that got no
 * answer. What was accepted is taken off the device; what was refused stays with the reason. Interrupted
 * anywhere (the browser closed), the next call sends the same under the same id, which is done once.
 */
export async function sendWaiting<Item extends WaitingState>(
  store: WaitingStore<Item>,
  send: (item: Item) => Promise<Answer<unknown>>,
  userId: string,
): Promise<SendOutcome> {
  const waiting = (await store.list())
    .filter((item) => item.userId === userId && item.problem === null)
    .toSorted((a, b) => a.savedAt - b.savedAt || (a.key < b.key ? -1 : 1));
  for (const item of waiting) {
    if (!(await store.claim(item))) continue;
    let answer: Answer<unknown>;
    try {
      answer = await send(item);
    } catch {
      return "offline"; // fetch throws where no answer came: it stays, under its id
    }
    if (answer.ok) {
      await store.remove(item);
      continue;
    }
    const { status } = answer.problem;
    if (status === 401) return "signed_out";
    if (status >= FIRST_FAULT_STATUS || UNDECIDED.includes(status)) return "busy";
    await store.put({ ...item, isAttempted: false, problem: answer.problem });
  }
  return "sent";
}
