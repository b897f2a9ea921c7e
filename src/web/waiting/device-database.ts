import { keyOfReport, type WaitingReport } from "../daily-report/waiting-report.ts";

/** The browser's own database: it outlives the page, the browser and the machine's restart. */
const NAME = "wellspring";
const VERSION = 3;
export const WAITING = "waiting";
/** Of version 1, where only daily reports waited. */
const WAITING_REPORTS = "waiting-reports";
export const KEPT = "kept-readings";
/** Pictures that were taken and have not been sent: apart from what waits, so that reading that does not read them. */
export const PHOTOGRAPHS = "photographs";

/** Told after every change of what waits, in this tab and in the others. A server that draws pages has neither, and an open one would keep it alive. */
const channel =
  typeof BroadcastChannel === "undefined" || typeof indexedDB === "undefined"
    ? null
    : new BroadcastChannel("wellspring-waiting");
const changes = new EventTarget();
channel?.addEventListener("message", () => changes.dispatchEvent(new Event("change")));

/** Tells this tab and the others that what waits has changed. */
export function tellChange(): void {
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
export async function run<Value>(
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
