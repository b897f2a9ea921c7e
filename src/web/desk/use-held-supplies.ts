import { useQueries, useQuery } from "@tanstack/react-query";
import type { ConsignmentId } from "#core/id.ts";
import { read, server } from "../server/connection.ts";
import type { OwnParty } from "../server/me.ts";

/** A supply that a party has received, and the site it came to. */
export interface Holding {
  readonly key: string;
  readonly supplyId: string;
  readonly itemId: string;
  readonly lotNumber: string | null;
  readonly site: string;
}

/** The newest consignments looked through: what came longer ago is reached over its own consignment's page. */
const CONSIGNMENTS_MAX = 10;

/** What a party received with its newest consignments, each supply and site once. */
export function useHeldSupplies(party: OwnParty): readonly Holding[] {
  const received = useQuery({
    queryKey: ["received", party.code],
    queryFn: () =>
      read(
        server.listConsignments({
          query: { party: party.code, status: "received", limit: CONSIGNMENTS_MAX },
        }),
      ),
  });
  const own = (received.data?.items ?? []).filter((one) => one.recipientId === party.id);
  const consignments = useQueries({
    queries: own.map(({ id }) => ({
      queryKey: ["consignment", id],
      queryFn: () => read(server.getConsignment({ params: { consignmentId: id as ConsignmentId } })), // as the server sent it
    })),
  });
  const holdings = new Map<string, Holding>();
  for (const { data } of consignments) {
    if (data === undefined) continue;
    for (const { supplyId, itemId, lotNumber } of data.lines) {
      const key = `${supplyId} ${data.toSite.code}`;
      holdings.set(key, { key, supplyId, itemId, lotNumber, site: data.toSite.code });
    }
  }
  return [...holdings.values()];
}
