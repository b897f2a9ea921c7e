import { useEffect } from "react";
import { useLanguage, useNameTables } from "../server/reference.ts";
import { keepReading } from "./waiting-store.ts";

/** Keeps the names of items and countries on this device: called by pages that are shown without a network. */
export function useKeptNames(): void {
  const language = useLanguage();
  const { data, isPlaceholderData } = useNameTables(language);
  useEffect(() => {
    // A device that keeps nothing shows codes in place of names.
    if (data !== undefined && !isPlaceholderData)
      void keepReading(`names ${language}`, data).catch(() => undefined);
  }, [data, isPlaceholderData, language]);
}
