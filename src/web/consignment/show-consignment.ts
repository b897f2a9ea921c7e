import type { QueryClient } from "@tanstack/react-query";
import type { ConsignmentView } from "#api/consignment.ts";

/**
 * Puts a consignment, as the answer to a step of it says it now is, on its page; not where something newer stands there: a command that
 * is sent again gets the answer that it got first.
 */
export function showConsignment(queryClient: QueryClient, view: ConsignmentView): void {
  queryClient.setQueryData<ConsignmentView>(["consignment", view.id], (shown) =>
    shown !== undefined && shown.version > view.version ? shown : view,
  );
}
