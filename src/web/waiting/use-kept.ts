import { useQuery } from "@tanstack/react-query";
import { RefusedReadingError } from "../server/connection.ts";
import { findKeptReading, keepReading } from "./waiting-store.ts";

/** A reading, and whether it comes from this device because nothing answered. */
export interface Kept<Value> {
  readonly value: Value;
  readonly isKept: boolean;
}

/**
 * A reading that is kept on this device, and comes from there when the server does not answer. A refusal is an answer: what
 * was kept is not shown against it.
 */
export function useKept<Value>(key: readonly string[], readNow: () => Promise<Value>) {
  const name = key.join("/");
  return useQuery({
    queryKey: ["kept", ...key],
    networkMode: "always",
    retry: false,
    queryFn: async (): Promise<Kept<Value>> => {
      try {
        const value = await readNow();
        // A session that ended is no news for a visit without a network. A full device still shows what was read.
        if (value !== null) await keepReading(name, value).catch(() => undefined);
        return { value, isKept: false };
      } catch (error) {
        if (error instanceof RefusedReadingError) throw error;
        const kept = await findKeptReading(name);
        if (kept === undefined) throw error;
        return { value: kept as Value, isKept: true }; // kept under this name by this function alone
      }
    },
  });
}
