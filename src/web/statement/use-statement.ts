import { keepPreviousData, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Day } from "#core/time.ts";
import { read, server } from "../server/connection.ts";
import { FIRST_SCENARIO, isUnchosen, type StatementSearch } from "./statement-search.ts";

/** What a statement is asked for: rows by any of the groups that the interface knows. */
export type StatementQuestion = Omit<StatementSearch, "by"> & { readonly by?: string };

function fetchStatement(search: StatementQuestion) {
  const { asOf, ...rest } = search;
  // The address was checked for the form of a day; whether there is such a day the server says.
  const day = asOf === undefined ? {} : { asOf: asOf as Day };
  return read(server.getStatement({ query: { by: "item", ...rest, ...day } }));
}

const askStatement = (search: StatementQuestion) =>
  queryOptions({ queryKey: ["statement", search], queryFn: () => fetchStatement(search) });

/** The statement for a choice; the one before stays on the page until the new one is there. */
export function useStatement(search: StatementQuestion) {
  return useQuery({ ...askStatement(search), placeholderData: keepPreviousData });
}

/**
 * What to show: the choice in the address, or, where nothing is chosen, all real records; and where there are none
 * either, the scenario, if it has been run.
 */
export function useShownSearch(chosen: StatementSearch, firstScenario: StatementSearch = FIRST_SCENARIO) {
  const queryClient = useQueryClient();
  // What is asked here to choose is what is then shown: it is asked once.
  const hasRows = async (search: StatementSearch) =>
    (await queryClient.fetchQuery(askStatement(search))).rows.length > 0;
  return useQuery({
    queryKey: ["statement-shown", chosen, firstScenario],
    queryFn: async (): Promise<StatementSearch> => {
      if (!isUnchosen(chosen)) return chosen;
      if (await hasRows(chosen)) return chosen;
      const scenario = { ...firstScenario, ...chosen };
      return (await hasRows(scenario)) ? scenario : chosen;
    },
    placeholderData: keepPreviousData,
  });
}
