import type { QueryClient } from "@tanstack/react-query";
import type { ConsignmentView } from "#api/consignment.ts";

/** Puts a consignment, as the answer to a step of it says it now is, on its page. */
export function showConsignment(queryClient: QueryClient, view: ConsignmentView): void {
  queryClient.setQueryData(["consignment", view.id], view);
}
