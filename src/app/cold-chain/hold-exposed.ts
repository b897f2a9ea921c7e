import { type ColdHold, toQuarantine } from "#core/cold-chain/cold-hold.ts";
import type { ColdClass } from "#core/cold-chain/cold-class.ts";
import { type Monitored, traceExposed } from "#core/cold-chain/trace-exposed.ts";
import type { PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { Account, Movement } from "#core/ledger/movement.ts";
import { accept } from "#core/result.ts";
import { asInstant, dayOf, occurredAt } from "#core/time.ts";
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
  const [book, open] = [await readBook(database, supplyIds), await listOpenHolds(database, supplyIds)];
  const movements: Movement[] = [];
  const toHold: ToHold[] = [];
  const seen = new Set<string>();
  for (const supplyId of supplyIds) {
    const steps = await listSupplyMovements(database, supplyId);
    for (const { excursionId, monitored, beganAt, endedAt } of named.get(supplyId) ?? []) {
      const span = { from: dayAt(beganAt), to: dayAt(endedAt) };
      for (const place of traceExposed(steps, monitored, span)) {
        if (place.consignmentId !== null) {
          const going = await findTravelling(database, place.consignmentId, supplyId);
          if (going !== undefined) toHold.push({ ...going, supplyId, stage: "in_transit", excursionId });
          continue;
        }
        const at = { supplyId, partyId: place.partyId, siteId: place.siteId };
        const isFirst = !seen.has(`${supplyId}/${place.partyId}/${place.siteId}`);
        seen.add(`${supplyId}/${place.partyId}/${place.siteId}`);
        const balance = (stage: Account["stage"]) => balanceOf([...book.values()], { ...at, stage });
        const free = (["available", "received"] as const).map((stage) => ({ stage, units: balance(stage) }));
        const elsewhere = [...open, ...differences].filter((one) => isQuarantinedAt(one, at));
        const unheld = Math.max(
          0,
          balance("quarantined") - elsewhere.reduce((sum, one) => sum + one.quantity, 0),
        );
        if (isFirst) {
          for (const { stage, units } of free) {
            if (units === 0) continue;
            const like = { recipientId: stage === "received" ? at.partyId : null, consignmentId: null };
            movements.push(toQuarantine({ ...at, stage }, units, { ...like, occurred: occurredAt(now) }));
          }
        }
        const units = isFirst ? unheld + free.reduce((sum, one) => sum + one.units, 0) : 0;
        const isHeld = units > 0 || !isFirst || elsewhere.some((one) => "stage" in one);
        const held = { ...at, consignmentId: null, excursionId };
        if (isHeld && balance("quarantined") + free.reduce((sum, one) => sum + one.units, 0) > 0) {
          toHold.push({ ...held, stage: "quarantined", quantity: units });
        }
        if (balance("reserved") > 0)
          toHold.push({ ...held, stage: "reserved", quantity: balance("reserved") });
      }
    }
  }
  if (movements.length > 0) {
    const posted = await postMovements(scope, "quarantine_exposed", movements);
    if (!posted.ok) return posted;
  }
  for (const { excursionId, ...hold } of toHold)
    await holdUnits(scope, hold, { kind: "excursion", id: excursionId });
  return accept({ quarantined: movements.reduce((sum, { quantity }) => sum + quantity, 0) });
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
