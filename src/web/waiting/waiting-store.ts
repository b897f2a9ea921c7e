import { KEPT, run, tellChange, WAITING } from "./device-database.ts";
import { type ChangeWaiting, makeWaitingStore } from "./keep-waiting.ts";
import type { WaitingStore } from "./send-waiting.ts";
import type { WaitingItem } from "./waiting-item.ts";

/** Changes one of what waits in this browser, in one transaction, and tells of it. */
export const changeWaiting: ChangeWaiting<WaitingItem> = async (key, decide) => {
  const isChanged = await run<boolean>(WAITING, "readwrite", (objects, done) => {
    const request = objects.get(key);
    request.addEventListener("success", () => {
      const next = decide(request.result as WaitingItem | undefined); // written below alone
      done(next !== undefined);
      if (next === null) objects.delete(key);
      else if (next !== undefined) objects.put(next);
    });
  });
  tellChange();
  return isChanged === true;
};

/** What waits in this browser. */
export const waitingStore: WaitingStore<WaitingItem> = makeWaitingStore(async () => {
  const found = await run<WaitingItem[]>(WAITING, "readonly", (objects, done) => {
    const request = objects.getAll();
    request.addEventListener("success", () => done(request.result as WaitingItem[])); // as above
  });
  return found ?? [];
}, changeWaiting);

/** Keeps what the server said, for a visit without a network. */
export async function keepReading(name: string, value: unknown): Promise<void> {
  await run(KEPT, "readwrite", (objects) => void objects.put(value, name));
}

/** What the server said when it was last asked; `undefined` where that was never kept. */
export async function findKeptReading(name: string): Promise<unknown> {
  return await run(KEPT, "readonly", (objects, done) => {
    const request = objects.get(name);
    request.addEventListener("success", () => done(request.result));
  });
}

/** Forgets what the server said; what waits stays. For signing out. */
export async function forgetReadings(): Promise<void> {
  await run(KEPT, "readwrite", (objects) => void objects.clear());
}
