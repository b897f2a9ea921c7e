import { useEffect } from "react";
import { useCountries, useItems } from "../server/reference.ts";
import { keepReading } from "./waiting-store.ts";

/** Keeps the names of items and countries on this device: called by pages that are shown without a network. */
export function useKeptNames(): void {
  const items = useItems().data;
  const countries = useCountries().data;
  useEffect(() => {
    // A device that keeps nothing shows codes in place of names.
    if (items !== undefined) void keepReading("items", items).catch(() => undefined);
    if (countries !== undefined) void keepReading("countries", countries).catch(() => undefined);
  }, [items, countries]);
}
