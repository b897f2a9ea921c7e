import { type ColdHold, toQuarantine } from "#core/cold-chain/cold-hold.ts";
import type { ColdClass } from "#core/cold-chain/cold-class.ts";
import { type Monitored, traceExposed } from "#core/cold-chain/trace-exposed.ts";
import type { PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { Account, Movement } from "#core/ledger/movement.ts";
import { accept } from "#core/result.ts";
import { asInstant, dayOf, type Instant, occurredAt } from "#core/time.ts";
import { listOpenHolds, lockColdSupplies } from "#store/cold-hold.ts";
import { readBook } from "#store/ledger.ts";
import { listSupplyMovements } from "#store/movement.ts";
import { lockAccounts } from "#store/recall.ts";
import { findTravelling } from "#store/consignment.ts";
import { lockHolds } from "#store/receipt.ts";
import { listMonitoredSupplies } from "#store/temperature.ts";
import { postMovements } from "../ledger/post-movements.ts";
import type { CommandScope } from "../run-command.ts";
import { holdUnits } from "./withhold-cold.ts";

/** An excursion to which units were exposed. Times in milliseconds since 1970. */
export interface Exposure {
  readonly excursionId: string;
  readonly temperatureClass: ColdClass;
  readonly monitored: Monitored;
  readonly beganAt: number;
  readonly endedAt: number;
}

/** Units to be held, and the excursion that is why. */
type ToHold = Omit<ColdHold, "id"> & { readonly excursionId: string };

/**
 * Puts what was exposed on hold, wherever the book says that it can have gone: what stands free goes into quarantine, what stands there
 * already is held there, what is promised or on its way is held where it is. All by one entry of the command. Returns how many units
 * were quarantined. Linear in the movements of the supplies.
 */
export async function holdExposed(scope: CommandScope, exposures: readonly Exposure[]) {
  const { database, now } = scope;
  const named = new Map<SupplyId, Exposure[]>();
  for (const exposure of exposures) {
    for (const id of await listMonitoredSupplies(database, exposure.monitored, listItems(scope, exposure))) {
      named.set(id, [...(named.get(id) ?? []), exposure]);
    }
  }
  const supplyIds = [...named.keys()].toSorted();
  if (supplyIds.length === 0) return accept({ quarantined: 0 });
  // In the order in which everybody locks: holds, differences, accounts. What is read next is all there is.
  await lockColdSupplies(database, supplyIds, { shared: false });
  const differences = await lockHolds(database, supplyIds);
  await lockAccounts(database, supplyIds);
  const book = [...(await readBook(database, supplyIds)).values()];
  const held = [...(await listOpenHolds(database, supplyIds)), ...differences];
  const plan: Plan = { movements: [], holds: [], seen: new Set() };
  for (const supplyId of supplyIds) {
    const steps = await listSupplyMovements(database, supplyId);
    for (const exposure of named.get(supplyId) ?? []) {
      const span = { from: dayAt(exposure.beganAt), to: dayAt(exposure.endedAt) };
      const { excursionId } = exposure;
      const places = traceExposed(steps, exposure.monitored, span);
      for (const id of places.flatMap(({ consignmentId }) => consignmentId ?? [])) {
        const going = await findTravelling(database, id, supplyId);
        if (going !== undefined) plan.holds.push({ ...going, supplyId, stage: "in_transit", excursionId });
      }
      for (const place of places) {
        if (place.consignmentId !== null) continue;
        const { partyId, siteId } = place;
        planShelf({ supplyId, partyId, siteId }, { excursionId, book, held, now }, plan);
      }
    }
  }
  const { movements } = plan;
  if (movements.length > 0) {
    const posted = await postMovements(scope, "quarantine_exposed", movements);
    if (!posted.ok) return posted;
  }
  for (const { excursionId, ...hold } of plan.holds)
    await holdUnits(scope, hold, { kind: "excursion", id: excursionId });
  return accept({ quarantined: movements.reduce((sum, { quantity }) => sum + quantity, 0) });
}

/** What an entry will move, and what will be on hold. */
interface Plan {
  readonly movements: Movement[];
  readonly holds: ToHold[];
  /** Shelves that an excursion before has emptied into quarantine. */
  readonly seen: Set<string>;
}

/**
 * Plans what becomes of a supply on a shelf: what is free goes into quarantine, with what stands there already and nobody holds; what is promised
 * is held where it is. @mutates plan
 */
function planShelf(
  at: Place,
  world: {
    readonly excursionId: string;
    readonly book: readonly Held[];
    readonly held: readonly (Place & { readonly stage?: ColdHold["stage"]; readonly quantity: number })[];
    readonly now: Instant;
  },
  { movements, holds, seen }: Plan,
): void {
  const { excursionId, book, held, now } = world;
  const key = `${at.supplyId}/${at.partyId}/${at.siteId}`;
  const isFirst = !seen.has(key);
  seen.add(key);
  const balance = (stage: Account["stage"]) => balanceOf(book, { ...at, stage });
  const elsewhere = held.filter((one) => isQuarantinedAt(one, at));
  let units = Math.max(
    0,
    balance("quarantined") - elsewhere.reduce((sum, { quantity }) => sum + quantity, 0),
  );
  const all = balance("quarantined") + balance("available") + balance("received");
  for (const stage of ["available", "received"] as const) {
    const free = balance(stage);
    if (free === 0) continue;
    units += free;
    if (!isFirst) continue;
    const like = { recipientId: stage === "received" ? at.partyId : null, consignmentId: null };
    movements.push(toQuarantine({ ...at, stage }, free, { ...like, occurred: occurredAt(now) }));
  }
  // Of units that are held already, a further excursion is one cause more; those that a difference is about stay its own until it is settled.
  const hold = { ...at, consignmentId: null, excursionId };
  if (all > 0) holds.push({ ...hold, stage: "quarantined", quantity: isFirst ? units : 0 });
  if (balance("reserved") > 0) holds.push({ ...hold, stage: "reserved", quantity: balance("reserved") });
}

function listItems({ context }: CommandScope, { temperatureClass }: Exposure): string[] {
  return [...context.reference.coldVolumes].flatMap(([id, { classes }]) =>
    classes.includes(temperatureClass) ? [id] : [],
  );
}

function dayAt(ms: number) {
  return dayOf(asInstant(new Date(ms).toISOString()));
}

type Place = { readonly supplyId: SupplyId; readonly partyId: PartyId; readonly siteId: SiteId };

function isQuarantinedAt(one: Place & { readonly stage?: ColdHold["stage"] }, at: Place): boolean {
  const isHere = one.supplyId === at.supplyId && one.partyId === at.partyId && one.siteId === at.siteId;
  return isHere && (one.stage ?? "quarantined") === "quarantined";
}

type Held = Account & { readonly unitsIn: number; readonly unitsOut: number };

function balanceOf(accounts: readonly Held[], at: Account): number {
  const found = accounts.find(
    (one) =>
      one.supplyId === at.supplyId &&
      one.partyId === at.partyId &&
      one.siteId === at.siteId &&
      one.stage === at.stage,
  );
  return found === undefined ? 0 : found.unitsIn - found.unitsOut;
}
