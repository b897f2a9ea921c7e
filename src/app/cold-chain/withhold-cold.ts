import { type ColdHold, type HoldChange } from "#core/cold-chain/cold-hold.ts";
import type { SupplyId } from "#core/id.ts";
import {
  addHoldCause,
  copyHoldCauses,
  type HoldCause,
  lessenHold,
  listOpenHolds,
  lockColdSupplies,
  openHold,
} from "#store/cold-hold.ts";
import { findPostable, type Postable } from "#store/recall.ts";
import type { CommandScope } from "../run-command.ts";

/**
 * The open holds of those of the supplies that need cold storage: nobody puts more of them on hold until this transaction ends. Queries
 * nothing for others. Called before any account or difference is locked.
 */
export async function lockHeldCold(
  { database, context }: CommandScope,
  supplies: ReadonlyMap<SupplyId, Postable>,
): Promise<readonly ColdHold[]> {
  const cold = [...supplies].flatMap(([id, { itemId }]) => {
    return context.reference.coldVolumes.has(itemId) ? [id] : [];
  });
  if (cold.length === 0) return [];
  await lockColdSupplies(database, cold, { shared: true });
  return await listOpenHolds(database, cold);
}

/** Writes what an entry has changed of holds: what went into quarantine is held there, for the same causes. */
export async function writeHoldChanges(scope: CommandScope, changes: readonly HoldChange[]): Promise<void> {
  const { database, context, now } = scope;
  for (const { hold, partyId, siteId, quarantined, freed = quarantined, isGone = false } of changes) {
    if (hold.stage === "quarantined") {
      await lessenHold(database, hold, { units: 0 - quarantined, at: now });
      continue;
    }
    await lessenHold(database, hold, { units: freed, at: now });
    if (isGone) continue;
    const held = { ...hold, partyId, siteId, stage: "quarantined", consignmentId: null } as const;
    const id = await openHold(database, {
      ...held,
      newId: context.newId(),
      quantity: quarantined,
      openedAt: now,
      movedFrom: hold.id,
    });
    await copyHoldCauses(database, hold.id, id);
  }
}

/**
 * Units that a settled difference leaves in quarantine are held there with the others of their lot, where those are on hold. Nothing is
 * asked of items that need no cold storage.
 */
export async function holdLeftAside(
  scope: CommandScope,
  at: Pick<ColdHold, "supplyId" | "partyId" | "siteId">,
  units: number,
): Promise<void> {
  const { supplyId, partyId, siteId } = at;
  const holds = await lockHeldCold(scope, await findPostable(scope.database, [supplyId]));
  const hold = holds.find((one) => {
    return one.stage === "quarantined" && one.partyId === partyId && one.siteId === siteId;
  });
  if (hold !== undefined) await writeHoldChanges(scope, [{ hold, partyId, siteId, quarantined: units }]);
}

/** Opens a hold of units with its cause; `quantity`: units more than are held there already. */
export async function holdUnits(
  { database, context, now }: CommandScope,
  hold: Omit<ColdHold, "id">,
  cause: HoldCause,
): Promise<void> {
  const id = await openHold(database, { ...hold, newId: context.newId(), openedAt: now });
  await addHoldCause(database, id, cause);
}
