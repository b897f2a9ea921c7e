import type { RecallId, SupplyId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { accept, refuse } from "#core/result.ts";
import { listLotEvents } from "#store/adverse-event.ts";
import type { AppContext } from "../context.ts";

/**
 * How many adverse events are known after doses of a lot, beside the doses given of it everywhere: of the lot of a supply, or of the lots
 * of a recall. Of lots that a party of the actor's has or has had, has given or has recalled; others are left out, and so are those of
 * which nobody has said anything. No site and no reference to a record is told: these stay with who reported them. Refuses with
 * `malformed` where not one of both is named.
 */
export async function readLotEvents(
  { database }: AppContext,
  actor: Actor,
  of: { readonly supplyId?: SupplyId | undefined; readonly recallId?: RecallId | undefined },
) {
  const named = of.supplyId ?? of.recallId ?? null;
  if (named === null || (of.supplyId !== undefined && of.recallId !== undefined)) {
    const problem = { field: "supplyId", value: named, rule: "supply_or_recall" };
    return refuse({ code: "malformed", problems: [problem] });
  }
  const parties = [...new Set(actor.memberships.map(({ partyId }) => partyId))];
  return accept({ lots: await listLotEvents(database, of, parties) });
}
