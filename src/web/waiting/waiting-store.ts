import { keyOfReport, type WaitingReport } from "../daily-report/waiting-report.ts";
import { type ChangeWaiting, makeWaitingStore } from "./keep-waiting.ts";
import type { WaitingStore } from "./send-waiting.ts";
import type { WaitingItem } from "./waiting-item.ts";

/** The browser's own database: it outlives the page, the browser and the machine's restart. */
const NAME = "wellspring";
const VERSION = 3;
const WAITING = "waiting";
/** Of version 1, where only daily reports waited. */
const WAITING_REPORTS = "waiting-reports";
const KEPT = "kept-readings";
/** Pictures that were taken and have not been sent: apart from what waits, so that reading that does not read them. */
const PHOTOGRAPHS = "photographs";

/** Told after every change of what waits, in this tab and in the others. */
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("wellspring-waiting");
const changes = new EventTarget();
channel?.addEventListener("message", () => changes.dispatchEvent(new Event("change")));

/** Tells this tab and the others that what waits has changed. */
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

/** Throws where the browser keeps nothing (a private window of some browsers); asked again, it tries again. */
async function open(): Promise<IDBDatabase> {
  opened ??= openNow().catch((error: unknown) => {
    opened = undefined;
    throw new Error("the browser keeps nothing", { cause: error });
  });
  return await opened;
}

function openNow(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.addEventListener("upgradeneeded", ({ oldVersion }) => upgrade(request, oldVersion));
    request.addEventListener("success", () => {
      const database = request.result;
      // A page of a later build, in another tab, waits for this one to let go.
      database.addEventListener("versionchange", () => {
        database.close();
        opened = undefined;
      });
      resolve(database);
    });
    request.addEventListener("error", () => reject(request.error ?? new Error("not opened")));
    request.addEventListener("blocked", () => reject(new Error("a page of an earlier build holds it")));
  });
}

/** Brings the database from an earlier version on: what waited in it waits on. */
function upgrade({ result: database, transaction }: IDBOpenDBRequest, oldVersion: number): void {
  database.createObjectStore(PHOTOGRAPHS);
  if (oldVersion === 2) return;
  const waiting = database.createObjectStore(WAITING, { keyPath: "key" });
  if (oldVersion < 1) {
    database.createObjectStore(KEPT);
    return;
  }
  const earlier = transaction?.objectStore(WAITING_REPORTS).getAll();
  earlier?.addEventListener("success", () => {
    for (const report of earlier.result as WaitingReport[]) {
      // Written by version 1, which knew neither kind nor key.
      waiting.put({ ...report, kind: "daily_report", key: keyOfReport(report) });
    }
    database.deleteObjectStore(WAITING_REPORTS);
  });
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

/** Works on the photographs that are kept in this browser; as `run`. */
export async function runOnPhotographs<Value>(
  mode: IDBTransactionMode,
  work: (objects: IDBObjectStore, done: (value: Value) => void) => void,
): Promise<Value | undefined> {
  const result = await run(PHOTOGRAPHS, mode, work);
  if (mode === "readwrite") tellChange();
  return result;
}
