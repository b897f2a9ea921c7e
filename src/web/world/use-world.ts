import { useQuery } from "@tanstack/react-query";
import type { StatementRow } from "#api/statement.ts";
import { SHIPPED_SCENARIO } from "../display/scenario-choice.tsx";
import { read, server } from "../server/connection.ts";
import { isUnchosen } from "../statement/statement-search.ts";
import { useShownSearch, useStatement } from "../statement/use-statement.ts";
import { type Counted, listCounted } from "./flows.ts";
import { type MapStage, statementPart, type WorldSearch } from "./world-search.ts";

/** The groups of which one statement gives flows, periods and terms at once: all figures of the page are its. */
export const FLOW_GROUPS = "item,exporter,recipient,month,terms";

/** What to show: the choice in the address; where nothing is chosen and nothing real is recorded, the scenario. */
export function useWorldSearch(chosen: WorldSearch) {
  const part = statementPart(chosen);
  const shown = useShownSearch(part, { scenario: SHIPPED_SCENARIO });
  return { query: shown, add: (found: WorldSearch) => (isUnchosen(part) ? { ...found, ...chosen } : chosen) };
}

/** The items that the choice has units of, each with its unit. */
export function useCounted(search: WorldSearch) {
  const { item: _item, ...rest } = statementPart(search);
  return useStatement(rest);
}

/** The item that is shown: the chosen one, or the first that has units at the stage. */
export function chooseCounted(
  rows: readonly StatementRow[],
  search: WorldSearch,
  stage: MapStage,
): Counted | undefined {
  const chosen = listCounted(rows).find(
    ({ item, unit }) => item === search.item && (search.unit === undefined || unit === search.unit),
  );
  return chosen ?? listCounted(rows.filter((row) => row[stage] > 0))[0] ?? listCounted(rows)[0];
}

/** Where each country stands on a map. */
export function usePlaces() {
  return useQuery({
    queryKey: ["places"],
    queryFn: () => read(server.listPlaces({})),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
