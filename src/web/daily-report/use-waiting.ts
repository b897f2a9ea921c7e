import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Quantity } from "#core/quantity.ts";
import { server } from "../server/connection.ts";
import { useMe } from "../server/me.ts";
import { waitingStore, watchWaiting } from "./report-store.ts";
import { type SendOutcome, sendWaiting, type WaitingReport } from "./send-waiting.ts";

/** The reports that wait on this device, in the order in which they were saved; empty until they are read. */
export function useWaiting(): readonly WaitingReport[] {
  const [reports, setReports] = useState<readonly WaitingReport[]>([]);
  useEffect(() => {
    let isShown = true;
    const load = () => {
      void waitingStore
        .list()
        .then((found) => {
          if (isShown) setReports(found.toSorted((a, b) => a.savedAt - b.savedAt));
        })
        .catch(() => undefined); // a browser that keeps nothing has nothing waiting
    };
    load();
    const end = watchWaiting(load);
    return () => {
      isShown = false;
      end();
    };
  }, []);
  return reports;
}

const RETRY_MS = 20_000;

/** Sends one report: the same one under the same id, however often. */
async function sendOne({ deploymentId, day, counts, corrects, reason, commandId }: WaitingReport) {
  const body = {
    day,
    counts: counts as Record<string, Quantity>, // whole numbers: the form refuses others
    ...(corrects === null ? {} : { corrects }),
    ...(reason === null ? {} : { reason }),
  };
  return await server.reportDay({ params: { deploymentId }, body, commandId });
}

/** Sends all that waits; of several tabs, one at a time. */
async function sendAll(userId: string): Promise<SendOutcome> {
  const work = async () => await sendWaiting(waitingStore, sendOne, userId);
  if (!("locks" in navigator)) return await work();
  return await navigator.locks.request("wellspring-send-reports", work);
}

/**
 * Sends what waits when a page opens, when the network comes back, when something is saved, and every 20 seconds while
 * anything waits for a connection. Returns how the last attempt ended, `null` before the first, and a way to try now.
 */
export function useSender(): { readonly outcome: SendOutcome | null; readonly sendNow: () => void } {
  const queryClient = useQueryClient();
  const userId = useMe().data?.userId;
  const waiting = useWaiting().filter((report) => report.userId === userId && report.problem === null);
  const [outcome, setOutcome] = useState<SendOutcome | null>(null);
  const [attempt, setAttempt] = useState(0);
  const count = waiting.length;
  useEffect(() => {
    if (userId === undefined || count === 0) return undefined;
    let isShown = true;
    const send = () => {
      if (!navigator.onLine) return;
      void sendAll(userId)
        .then(async (ended) => {
          if (isShown) setOutcome(ended);
          if (ended === "sent") await queryClient.invalidateQueries();
        })
        .catch(() => undefined); // the device's own database failed: what is in it stays, and is tried again
    };
    send();
    const timer = setInterval(send, RETRY_MS);
    window.addEventListener("online", send);
    return () => {
      isShown = false;
      clearInterval(timer);
      window.removeEventListener("online", send);
    };
  }, [userId, count, attempt, queryClient]);
  return { outcome, sendNow: () => setAttempt((before) => before + 1) };
}
