import { useEffect, useRef, useState } from "react";
import { v7 as newUuid } from "uuid";
import type { ConsignmentId } from "#core/id.ts";
import { PHOTOGRAPHS_PER_LINE_MAX } from "#core/receipt/photograph.ts";
import type { Day } from "#core/time.ts";
import { findDayOfCount } from "../arrivals/today.ts";
import { watchWaiting } from "../waiting/device-database.ts";
import { makeSmaller, UnreadablePictureError } from "./make-smaller.ts";
import {
  keepPhotograph,
  type KeptPhotograph,
  listKeptPhotographs,
  type PhotographOwner,
  photographStore,
} from "./photograph-store.ts";

const NOTHING: readonly KeptPhotograph[] = [];

/** Why a picture is not there: it is none, the device has no room, the line has enough, or none was taken. */
export type PhotographFault = "unreadable" | "full" | "enough" | "none";

/** The photographs of a count that are kept on this device, and how they become more or fewer. */
export interface Photographs {
  readonly kept: readonly KeptPhotograph[];
  /** Of which line a picture is being made smaller; `null` for none. */
  readonly busyLine: number | null;
  /** What became of the last files of a line. */
  readonly fault: { readonly lineNumber: number; readonly kind: PhotographFault } | null;
  readonly add: (lineNumber: number, files: readonly File[]) => void;
  readonly remove: (commandId: string) => void;
}

/** The photographs of one person and consignment on this device. Name and person must stay the same while the component does. */
export function usePhotographs({ userId, consignmentId }: PhotographOwner): Photographs {
  const owner = { userId, consignmentId };
  const kept = useKeptPhotographs(owner);
  const [busyLine, setBusyLine] = useState<number | null>(null);
  const [fault, setFault] = useState<Photographs["fault"]>(null);
  const add = (lineNumber: number, files: readonly File[]) => {
    setBusyLine(lineNumber);
    setFault(null);
    const all =
      files.length === 0 ? Promise.resolve<PhotographFault>("none") : addAll(owner, lineNumber, files);
    void all
      .then((kind) => setFault(kind === null ? null : { lineNumber, kind }))
      .finally(() => setBusyLine(null));
  };
  const remove = (commandId: string) => {
    setFault(null);
    void photographStore.forget(owner, [commandId]).catch(() => undefined); // it then still stands there
  };
  return { kept, busyLine, fault, add, remove };
}

function useKeptPhotographs({ userId, consignmentId }: PhotographOwner): readonly KeptPhotograph[] {
  const [kept, setKept] = useState(NOTHING);
  useEffect(() => {
    let isShown = true;
    const load = () => {
      void listKeptPhotographs({ userId, consignmentId })
        .then((found) => {
          if (isShown) setKept(found);
        })
        .catch(() => undefined); // a browser that keeps nothing: adding one says so
    };
    load();
    const end = watchWaiting(load);
    return () => {
      isShown = false;
      end();
    };
  }, [userId, consignmentId]);
  return kept;
}

/** Keeps the files of a line as photographs, one after the other; what became of the first that could not be, `null` where all were. */
async function addAll(
  owner: PhotographOwner,
  lineNumber: number,
  files: readonly File[],
): Promise<PhotographFault | null> {
  let fault: PhotographFault | null = null;
  for (const file of files) {
    try {
      const standing = (await listKeptPhotographs(owner)).filter((one) => one.lineNumber === lineNumber);
      if (standing.length >= PHOTOGRAPHS_PER_LINE_MAX) return "enough";
      await keepPhotograph({
        userId: owner.userId,
        consignmentId: owner.consignmentId as ConsignmentId, // as the server sent it
        commandId: newUuid(),
        lineNumber,
        takenOn: findDayOfCount() as Day, // written so
        takenAt: Date.now(),
        jpeg: await makeSmaller(file),
      });
    } catch (error) {
      const kind = error instanceof UnreadablePictureError ? "unreadable" : "full";
      if (kind === "full") return kind;
      fault ??= kind;
    }
  }
  return fault;
}

/** An address under which this page shows the bytes, while it is shown. */
export function usePicture(jpeg: Uint8Array<ArrayBuffer>): string | undefined {
  const [address, setAddress] = useState<string>();
  const shown = useRef(jpeg);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([shown.current], { type: "image/jpeg" }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, []);
  return address;
}
