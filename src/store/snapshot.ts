import type { ColdVolume } from "#core/cold-chain/cold-volume.ts";
import type { Snapshot, SnapshotLane, SnapshotNeed, SnapshotSupply } from "#core/allocation/snapshot.ts";
import type { CountryPower } from "#core/equipment/power.ts";
import type { LineOutcome } from "#core/allocation/round.ts";
import { asId } from "#core/id.ts";
import { type Coordinates, measureDistanceKm } from "#core/place/distance.ts";
import { asQuantity } from "#core/quantity.ts";
import { findRule, type ItemShelfLifeRule } from "#core/shelf-life/shelf-life.ts";
import { dayOf, type Instant } from "#core/time.ts";
import { sumPending } from "./agreement.ts";
import { listRooms } from "./cold-capacity.ts";
import { listCallNeeds, sumAgreed } from "./call.ts";
import { listLanes } from "./lane.ts";
import { listOpenSupplies, type OfferedSupply } from "./offer.ts";
import type { Database } from "./schema.ts";
import { listShelfLifeRules } from "./shelf-life.ts";
import { readEquipment } from "./snapshot-equipment.ts";
import { readSnapshotTeams, sumPlannedGoods } from "./team-snapshot.ts";

/** What a snapshot is of. `coldVolumes`: what items fill in cold storage; left out, nothing is taken off the rooms. */
interface SnapshotRequest {
  readonly cutOff: Instant;
  readonly scenario: string | null;
  readonly coldVolumes?: ReadonlyMap<string, ColdVolume>;
  /** What items ask of the shelf life of everybody. */
  readonly itemRules: readonly ItemShelfLifeRule[];
  /** What countries' public supplies are, for sites that do not state their own; left out: not known. */
  readonly countryPowers?: ReadonlyMap<string, CountryPower>;
}

/**
 * What is open at the cut-off in one world (a scenario, or `null` for what really is): what call lines still need, what of
 * offers nobody has been promised and its giver does not keep, and the lanes. Agreements that wait for an answer count as promised: see `sumPending`. Read within one transaction; the order of the lists is that of the ids.
 */
export async function readSnapshot(
  database: Database,
  { cutOff, scenario, itemRules, countryPowers = new Map(), coldVolumes = new Map() }: SnapshotRequest,
): Promise<Snapshot> {
  const pending = await sumPending(database, { scenario, from: scenario === null ? dayOf(cutOff) : null });
  const needs = await listNeeds(database, scenario, pending);
  const lanes = await listLanes(database, { scenario }, {});
  const places = await locateSites(database);
  const rooms = scenario === null ? await listRooms(database, coldVolumes) : [];
  // Teams are of what really is; a scenario has none.
  const today = dayOf(cutOff);
  const teams = scenario === null ? await readSnapshotTeams(database, { today, countryPowers }) : undefined;
  const keptForTeams = scenario === null ? await sumPlannedGoods(database, today) : new Map();
  const promised = addSums(pending.supplies, keptForTeams);
  const offered = await listOpenSupplies(database, scenario);
  const supplies = offered.flatMap((one) => toSnapshotSupply(one, promised) ?? []);
  const equipment = await readEquipment(database, { needs, supplies }, { countryPowers, scenario, today });
  const partyIds = [...new Set(needs.map((need) => need.partyId))];
  return {
    cutOff,
    scenario,
    shelfLifeRules: [...itemRules, ...(await listShelfLifeRules(database, partyIds))],
    // Rooms are of what really is; a scenario's goods stand nowhere.
    ...(rooms.length === 0 ? {} : { rooms }),
    ...(teams === undefined ? {} : { teams }),
    needs,
    supplies,
    ...(equipment === undefined ? {} : { equipment }),
    lanes: lanes.map(({ id, scenario: _scenario, ...lane }): SnapshotLane => {
      const distanceKm = measureLane(places.get(lane.fromSiteId), places.get(lane.toSiteId));
      return { laneId: id, ...lane, distanceKm };
    }),
  };
}

function addSums(
  one: ReadonlyMap<string, number>,
  other: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const sums = new Map(one);
  for (const [key, count] of other) sums.set(key, (sums.get(key) ?? 0) + count);
  return sums;
}

/** Where sites are, by id; those without coordinates are left out. */
async function locateSites(database: Database): Promise<ReadonlyMap<string, Coordinates>> {
  const rows = await database.selectFrom("site").select(["id", "latitude", "longitude"]).execute();
  return new Map(
    rows.flatMap(({ id, latitude, longitude }) =>
      latitude === null || longitude === null
        ? []
        : [[id, { latitude: Number(latitude), longitude: Number(longitude) }]],
    ),
  );
}

function measureLane(from: Coordinates | undefined, to: Coordinates | undefined): number | null {
  return from === undefined || to === undefined ? null : Math.round(measureDistanceKm(from, to));
}

/** What each line was short of in the last published round of the world, in thousandths of what it asked then, by `call/line`. */
async function findShortfalls(
  database: Database,
  scenario: string | null,
): Promise<ReadonlyMap<string, number>> {
  const row = await database
    .selectFrom("round")
    .where("scenario", scenario === null ? "is" : "=", scenario)
    .where("publishedAt", "is not", null)
    .where("outcome", "is not", null)
    .select("outcome")
    .orderBy("publishedAt", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  // Written by the planning of the round alone, in this shape.
  const lines = (row?.outcome as { readonly lines: readonly LineOutcome[] } | undefined)?.lines ?? [];
  return new Map(
    lines.map(({ callId, callLineNumber, asked, allocated }) => {
      return [`${callId}/${callLineNumber}`, Math.round((1000 * (asked - allocated)) / asked)];
    }),
  );
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
    manufacturedOn: offered.manufacturedOn,
  };
}

async function listNeeds(
  database: Database,
  scenario: string | null,
  pending: Pick<Awaited<ReturnType<typeof sumPending>>, "needs" | "directNeeds">,
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
  const callIds = calls.map((call) => asId<"call">(call.id));
  const needs = await listCallNeeds(database, callIds);
  const direct = await sumAgreed(database, callIds, { directOnly: true });
  const shortfalls = await findShortfalls(database, scenario);
  return needs.flatMap((need): SnapshotNeed[] => {
    const call = byCall.get(need.callId);
    const { callId, lineNumber, itemId, windowFrom, windowTo, siteId, severity } = need;
    const key = `${callId}/${lineNumber}`;
    const promised = need.agreed + (pending.needs.get(key) ?? 0);
    const promisedDirectly = (direct.get(key) ?? 0) + (pending.directNeeds.get(key) ?? 0);
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
        promised,
        promisedDirectly,
        shortBeforePerMille: shortfalls.get(key) ?? 0,
        smallestUseful: asQuantity(smallestUseful),
        shelfLife: findRule(need.leastShelfLifeDays, need.leastShelfLifePerCent),
      },
    ];
  });
}
