import type { WaitingReport, WaitingStore } from "./send-waiting.ts";

/** The browser's own database: it outlives the page, the browser and the machine's restart. */
const NAME = "wellspring";
const VERSION = 1;
const WAITING = "waiting-reports";
const KEPT = "kept-readings";

/** Told after every change of what waits, in this tab and in the others. */
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("wellspring-waiting");
const changes = new EventTarget();
channel?.addEventListener("message", () => changes.dispatchEvent(new Event("change")));

function tellChange(): void {
  changes.dispatchEvent(new Event("change"));
  channel?.postMessage(null);
}

/** Calls `listener` after every change of what waits; returns how to end that. */
export function watchWaiting(listener: () => void): () => void {
  changes.addEventListener("change", listener);
  return () => changes.removeEventListener("change", listener);
}

let opened: Promise<IDBDatabase> | undefined;

/** Throws where the browser keeps nothing (a private window of some browsers). */
async function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.addEventListener("upgradeneeded", () => {
      request.result.createObjectStore(WAITING, { keyPath: ["deploymentId", "day"] });
      request.result.createObjectStore(KEPT);
    });
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () =>
      reject(new Error("the browser keeps nothing", { cause: request.error })),
    );
  });
  return await opened;
}

/** Runs `work` on one of the stores; returns its result once the transaction is on the disk. */
async function run<Value>(
  store: string,
  mode: IDBTransactionMode,
  work: (objects: IDBObjectStore, done: (value: Value) => void) => void,
): Promise<Value | undefined> {
  const database = await open();
  return await new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    let result: Value | undefined;
    work(transaction.objectStore(store), (value) => {
      result = value;
    });
    const fail = () => reject(new Error("not kept on this device", { cause: transaction.error }));
    transaction.addEventListener("complete", () => resolve(result));
    transaction.addEventListener("error", fail);
    transaction.addEventListener("abort", fail);
  });
}

const keyOf = ({ deploymentId, day }: Pick<WaitingReport, "deploymentId" | "day">) => [deploymentId, day];

/** The reports that wait in this browser. */
export const waitingStore: WaitingStore = {
  list: async () => {
    const found = await run<WaitingReport[]>(WAITING, "readonly", (objects, done) => {
      const request = objects.getAll();
      request.addEventListener("success", () => done(request.result as WaitingReport[])); // written below alone
    });
    return found ?? [];
  },
  claim: async (report) => {
    const isClaimed = await run<boolean>(WAITING, "readwrite", (objects, done) => {
      const request = objects.get(keyOf(report));
      request.addEventListener("success", () => {
        const known = request.result as WaitingReport | undefined; // as above
        const isSame = known?.commandId === report.commandId;
        done(isSame);
        if (isSame) objects.put({ ...report, isAttempted: true });
      });
    });
    return isClaimed === true;
  },
  put: async (report) => {
    await run(WAITING, "readwrite", (objects) => void objects.put(report));
    tellChange();
  },
  remove: async (report) => {
    await run(WAITING, "readwrite", (objects) => void objects.delete(keyOf(report)));
    tellChange();
  },
};

/**
 * Keeps a report, in the place of one for the same day; false, and nothing is kept, where that one may have arrived already: it
 * must be answered first.
 */
export async function saveReport(report: WaitingReport): Promise<boolean> {
  const isSaved = await run<boolean>(WAITING, "readwrite", (objects, done) => {
    const request = objects.get(keyOf(report));
    request.addEventListener("success", () => {
      const known = request.result as WaitingReport | undefined; // as above
      done(known?.isAttempted !== true);
      if (known?.isAttempted !== true) objects.put(report);
    });
  });
  tellChange();
  return isSaved === true;
}

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

/** Forgets what the server said; reports that wait stay. For signing out. */
export async function forgetReadings(): Promise<void> {
  await run(KEPT, "readwrite", (objects) => void objects.clear());
}
