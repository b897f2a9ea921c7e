import type { Snapshot, SnapshotLane, SnapshotNeed, SnapshotSupply } from "#core/allocation/snapshot.ts";
import { asId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import { dayOf, type Instant } from "#core/time.ts";
import { sumPending } from "./agreement.ts";
import { listCallNeeds } from "./call.ts";
import { listLanes } from "./lane.ts";
import { listOpenSupplies, type OfferedSupply } from "./offer.ts";
import type { Database } from "./schema.ts";

/**
 * What is open at the cut-off in one world (a scenario, or `null` for what really is): what call lines still need, what of
 * offers nobody has been promised and its giver does not keep, and the lanes. Agreements that wait for an answer count as promised: see `sumPending`. Read within one transaction; the order of the lists is that of the ids.
 */
export async function readSnapshot(
  database: Database,
  { cutOff, scenario }: { readonly cutOff: Instant; readonly scenario: string | null },
): Promise<Snapshot> {
  const pending = await sumPending(database, { scenario, from: scenario === null ? dayOf(cutOff) : null });
  const needs = await listNeeds(database, scenario, pending.needs);
  const supplies = await listOpenSupplies(database, scenario);
  const lanes = await listLanes(database, { scenario }, {});
  return {
    cutOff,
    scenario,
    needs,
    supplies: supplies.flatMap((offered) => toSnapshotSupply(offered, pending.supplies) ?? []),
    lanes: lanes.map(
      ({ id, mode: _mode, scenario: _scenario, ...lane }): SnapshotLane => ({ laneId: id, ...lane }),
    ),
  };
}

/** What of a supply can be shared out: neither promised, nor waiting for an answer, nor kept by its giver. */
function toSnapshotSupply(
  offered: OfferedSupply,
  pending: ReadonlyMap<string, number>,
): SnapshotSupply | undefined {
  const { supplyId, offerId, giverId, itemId, siteId, availableFrom, availableUntil, expiry } = offered;
  const left = offered.available - (pending.get(supplyId) ?? 0) - offered.keptUnits;
  if (left <= 0) return undefined;
  return {
    supplyId,
    offerId,
    giverId,
    itemId,
    siteId,
    quantity: asQuantity(left),
    availableFrom,
    availableUntil,
    expiry,
    packUnits: asQuantity(offered.packUnits),
    leastShipmentUnits: asQuantity(offered.leastShipmentUnits),
  };
}

async function listNeeds(
  database: Database,
  scenario: string | null,
  pending: ReadonlyMap<string, number>,
): Promise<SnapshotNeed[]> {
  const calls = await database
    .selectFrom("call")
    .innerJoin("party", "party.id", "call.partyId")
    .where("call.scenario", scenario === null ? "is" : "=", scenario)
    .where("call.status", "in", ["open", "partly_met"])
    .select(["call.id", "party.id as partyId", "party.code as partyCode", "party.country"])
    .orderBy("call.id")
    .execute();
  const byCall = new Map(calls.map((call) => [call.id, call]));
  const needs = await listCallNeeds(
    database,
    calls.map((call) => asId<"call">(call.id)),
  );
  return needs.flatMap((need): SnapshotNeed[] => {
    const call = byCall.get(need.callId);
    const { callId, lineNumber, itemId, windowFrom, windowTo, siteId, severity } = need;
    const promised = need.agreed + (pending.get(`${callId}/${lineNumber}`) ?? 0);
    const quantity = need.quantity - promised;
    if (call === undefined || quantity <= 0) return [];
    const smallestUseful = Math.max(1, Math.min(quantity, need.smallestUseful - promised));
    return [
      {
        callId,
        callLineNumber: lineNumber,
        partyId: asId<"party">(call.partyId),
        partyCode: call.partyCode,
        country: call.country,
        itemId,
        quantity: asQuantity(quantity),
        windowFrom,
        windowTo,
        siteId,
        severity,
        smallestUseful: asQuantity(smallestUseful),
      },
    ];
  });
}
