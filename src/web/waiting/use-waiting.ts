import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { isSignedOut, server } from "../server/connection.ts";
import { useMe } from "../server/me.ts";
import { type SendOutcome, sendWaiting } from "./send-waiting.ts";
import { sendItem, type WaitingItem } from "./waiting-item.ts";
import { watchWaiting } from "./device-database.ts";
import { waitingStore } from "./waiting-store.ts";

const NOTHING: readonly WaitingItem[] = [];

/** What waits on this device, in the order in which it was saved; empty until it is read. */
export function useWaiting(): readonly WaitingItem[] {
  return useWaitingRead() ?? NOTHING;
}

/** As {@link useWaiting}; `null` until it is read, for who tells something by its absence. */
export function useWaitingRead(): readonly WaitingItem[] | null {
  const [items, setItems] = useState<readonly WaitingItem[] | null>(null);
  useEffect(() => {
    let isShown = true;
    const load = () => {
      void waitingStore
        .list()
        .then((found) => {
          if (isShown) setItems(found.toSorted((a, b) => a.savedAt - b.savedAt));
        })
        .catch(() => {
          if (isShown) setItems(NOTHING); // a browser that keeps nothing has nothing waiting
        });
    };
    load();
    const end = watchWaiting(load);
    return () => {
      isShown = false;
      end();
    };
  }, []);
  return items;
}

const RETRY_MS = 20_000;

/**
 * Sends all of this person's that waits; of several tabs, one at a time. Who is signed in is asked first: another may have signed
 * in since in another tab, and nothing is recorded in a name that is not its own.
 */
async function sendAll(userId: string): Promise<SendOutcome> {
  const work = async (): Promise<SendOutcome> => {
    const me = await server.getMe({}).catch(() => null);
    if (me === null) return "offline";
    if (!me.ok) return isSignedOut(me.problem) ? "signed_out" : "busy";
    return me.value.userId === userId ? await sendWaiting(waitingStore, sendItem, userId) : "signed_out";
  };
  if (!("locks" in navigator)) return await work();
  return await navigator.locks.request("wellspring-send-waiting", work);
}

/**
 * Sends what waits when a page opens, when the network comes back, when something is saved, and every 20 seconds while
 * anything waits for a connection. Returns how the last attempt ended, `null` before the first, and a way to try now.
 */
export function useSender(): { readonly outcome: SendOutcome | null; readonly sendNow: () => void } {
  const queryClient = useQueryClient();
  const me = useMe().data;
  const userId = me?.userId;
  const waiting = useWaiting().filter((item) => item.userId === userId && item.problem === null);
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
  return { outcome: me === null ? "signed_out" : outcome, sendNow: () => setAttempt((before) => before + 1) };
}
