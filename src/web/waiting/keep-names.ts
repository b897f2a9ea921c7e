import type { QueryClient } from "@tanstack/react-query";
import type { Language } from "../i18n/language.ts";
import { askNames } from "../server/reference.ts";
import { keepReading } from "./waiting-store.ts";

/** Keeps the names of items and countries on this device: for pages that are shown without a network. Throws where they cannot be had or kept. */
export async function keepNames(queryClient: QueryClient, language: Language): Promise<void> {
  await keepReading(`names ${language}`, await queryClient.fetchQuery(askNames(language)));
}
