import type { ConsignmentId } from "#core/id.ts";
import type { Day } from "#core/time.ts";
import { PHOTOGRAPHS, run, tellChange } from "../waiting/device-database.ts";

/** Whose photographs, and of which consignment. */
export interface PhotographOwner {
  readonly userId: string;
  readonly consignmentId: string;
}

/** A photograph that was taken on this device and that the server has not taken yet. */
export interface KeptPhotograph extends PhotographOwner {
  readonly consignmentId: ConsignmentId;
  /** Made when it was taken: however often it is sent, it is added once. */
  readonly commandId: string;
  readonly lineNumber: number;
  readonly takenOn: Day;
  /** Milliseconds since 1970: they are sent in the order in which they were taken. */
  readonly takenAt: number;
  readonly jpeg: Uint8Array<ArrayBuffer>;
}

/** Where photographs are kept until the server has them. Every change is kept when its promise is fulfilled. */
export interface PhotographStore {
  readonly find: (owner: PhotographOwner, commandId: string) => Promise<KeptPhotograph | undefined>;
  readonly forget: (owner: PhotographOwner, commandIds: readonly string[]) => Promise<void>;
}

/** Keys of one person and consignment stand together. */
function keyOf({ userId, consignmentId }: PhotographOwner, commandId: string): string {
  return `${userId} ${consignmentId} ${commandId}`;
}

/** The photographs that are kept in this browser. */
export const photographStore: PhotographStore = {
  find: async (owner, commandId) =>
    await run<KeptPhotograph | undefined>(PHOTOGRAPHS, "readonly", (objects, done) => {
      const request = objects.get(keyOf(owner, commandId));
      // Written by keepPhotograph alone.
      request.addEventListener("success", () => done(request.result as KeptPhotograph | undefined));
    }),
  forget: async (owner, commandIds) => {
    if (commandIds.length === 0) return;
    await run(PHOTOGRAPHS, "readwrite", (objects) => {
      for (const commandId of commandIds) objects.delete(keyOf(owner, commandId));
    });
    tellChange();
  },
};

/** Keeps a photograph on this device. Throws where the browser keeps nothing, or its storage is full. */
export async function keepPhotograph(photograph: KeptPhotograph): Promise<void> {
  const key = keyOf(photograph, photograph.commandId);
  await run(PHOTOGRAPHS, "readwrite", (objects) => void objects.put(photograph, key));
  tellChange();
}

/** The photographs of one person and consignment, in the order in which they were taken. */
export async function listKeptPhotographs(owner: PhotographOwner): Promise<readonly KeptPhotograph[]> {
  const found = await run<KeptPhotograph[]>(PHOTOGRAPHS, "readonly", (objects, done) => {
    const first = keyOf(owner, "");
    const request = objects.getAll(IDBKeyRange.bound(first, `${first}\uffff`));
    request.addEventListener("success", () => done(request.result as KeptPhotograph[])); // as above
  });
  return (found ?? []).toSorted((a, b) => a.takenAt - b.takenAt);
}
