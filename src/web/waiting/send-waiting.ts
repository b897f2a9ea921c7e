import type { ProblemDetails } from "#api/client.ts";
import type { WaitingState } from "./waiting-state.ts";

/** Where things wait. Every change is kept when its promise is fulfilled. */
export interface WaitingStore<Item extends WaitingState> {
  readonly list: () => Promise<readonly Item[]>;
  /** Marks the item as attempted; false where it is not there any more, or another has taken its place meanwhile. */
  readonly claim: (item: Item) => Promise<boolean>;
  readonly put: (item: Item) => Promise<void>;
  readonly remove: (item: Item) => Promise<void>;
}

/** The answer to one that was sent; `left` is what of it was refused, where a part of it was taken. */
export type SendAnswer<Item extends WaitingState> =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: ProblemDetails; readonly left?: Item };

/** How an attempt to send all that waits has ended. */
export type SendOutcome = "sent" | "offline" | "signed_out" | "busy";

/** A server's fault tells nothing about whether it was taken; neither does being turned away. */
const UNDECIDED = [401, 408, 425, 429];
const FIRST_FAULT_STATUS = 500;

/** Whether an answer of that status leaves open whether what was sent was taken. */
export function isUndecided(status: number): boolean {
  return status >= FIRST_FAULT_STATUS || UNDECIDED.includes(status);
}

/**
 * Sends what `userId` has waiting, one after the other in the order in which it was saved, and stops at the first that got no
 * answer. What was accepted is taken off the device; what was refused stays with the reason. Interrupted
 * anywhere (the browser closed), the next call sends the same under the same id, which is done once.
 */
export async function sendWaiting<Item extends WaitingState>(
  store: WaitingStore<Item>,
  send: (item: Item) => Promise<SendAnswer<Item>>,
  userId: string,
): Promise<SendOutcome> {
  const waiting = (await store.list())
    .filter((item) => item.userId === userId && item.problem === null)
    .toSorted((a, b) => a.savedAt - b.savedAt || (a.key < b.key ? -1 : 1));
  for (const item of waiting) {
    if (!(await store.claim(item))) continue;
    let answer: SendAnswer<Item>;
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
    if (isUndecided(status)) return "busy";
    await store.put({ ...(answer.left ?? item), isAttempted: false, problem: answer.problem });
  }
  return "sent";
}
