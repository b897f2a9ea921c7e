import type { QueryClient } from "@tanstack/react-query";
import { COUNTRIES_QUERY, ITEMS_QUERY } from "../server/reference.ts";
import { keepReading } from "./waiting-store.ts";

/** Keeps the names of items and countries on this device: for pages that are shown without a network. Throws where they cannot be had or kept. */
export async function keepNames(queryClient: QueryClient): Promise<void> {
  await keepReading("items", await queryClient.fetchQuery(ITEMS_QUERY));
  await keepReading("countries", await queryClient.fetchQuery(COUNTRIES_QUERY));
}
