import { type ColdHold, toQuarantine } from "#core/cold-chain/cold-hold.ts";
import type { PartyId, SupplyId } from "#core/id.ts";
import type { Movement, MovementKind } from "#core/ledger/movement.ts";
import type { DecidedReceipt } from "#core/receipt/receive-consignment.ts";
import { listOpenHolds } from "#store/cold-hold.ts";
import { decideRoom, findRoom, listWithoutRoom, type StoredUnits } from "#core/cold-chain/cold-capacity.ts";
import { asQuantity } from "#core/quantity.ts";
import { accept } from "#core/result.ts";
import { findHeldCapacity, listStored, lockRoom } from "#store/cold-capacity.ts";
import type { LockedConsignment } from "#store/consignment.ts";
import { findSupplies } from "#store/ledger.ts";
import type { CommandScope } from "../run-command.ts";

type Goods = Pick<LockedConsignment, "id" | "toSiteId" | "lines" | "scenario">;

/**
 * Whether the site that goods are sent to has room for them in each temperature class: what it holds less what stands there
 * and is on its way. Nobody else sends goods there until this transaction ends. Refuses with `no_cold_room`; where nobody has
 * stated what the site holds, and in a scenario, nothing is refused.
 */
export async function checkRoom(scope: CommandScope, consignment: Goods) {
  const goods = await listGoods(scope, consignment);
  if (goods === undefined) return accept(null);
  await lockRoom(scope.database, consignment.toSiteId);
  return decideRoom(consignment.toSiteId, goods, await readRoom(scope, consignment, ["standing", "coming"]));
}

/**
 * What of a counted consignment the site has no room for: the movements that put it into quarantine, and the holds that say so. Only what
 * stands there counts against it, as what else is on its way is not there yet. What goes into quarantine anyway is left out:
 * damaged units, and goods that are on hold since they were on their way.
 */
export async function findRoomless(
  scope: CommandScope,
  consignment: Goods & { readonly recipientId: PartyId },
  { movements }: Pick<DecidedReceipt, "movements">,
) {
  const { id: consignmentId, toSiteId: siteId, recipientId: partyId } = consignment;
  const lines = consignment.lines.map(({ supplyId, ...line }) => {
    const units = sumKind(movements, supplyId, "receive") - sumKind(movements, supplyId, "quarantine");
    return { ...line, supplyId, quantity: asQuantity(Math.max(0, units)) };
  });
  const nothing = { movements: [], holds: [] };
  const goods = await listGoods(scope, { ...consignment, lines });
  const like = movements.find(({ kind, reversal }) => kind === "receive" && !reversal);
  if (goods === undefined || like === undefined) return nothing;
  await lockRoom(scope.database, siteId);
  const without = listWithoutRoom(goods, await readRoom(scope, consignment, ["standing"]));
  if (without.length === 0) return nothing;
  const open = await listOpenHolds(
    scope.database,
    lines.map(({ supplyId }) => supplyId),
  );
  const kept = without.flatMap((index) => {
    const line = lines[index];
    const isHeld = open.some(
      (hold) => hold.supplyId === line?.supplyId && hold.consignmentId === consignmentId,
    );
    return line === undefined || line.quantity === 0 || isHeld ? [] : [line];
  });
  return {
    movements: kept.map(({ supplyId, quantity }) =>
      toQuarantine({ supplyId, partyId, siteId, stage: "received" }, quantity, like),
    ),
    holds: kept.map(({ supplyId, quantity }): Omit<ColdHold, "id"> => {
      return { supplyId, partyId, siteId, stage: "quarantined", consignmentId: null, quantity };
    }),
  };
}

function sumKind(movements: readonly Movement[], supplyId: SupplyId, kind: MovementKind): number {
  const own = movements.filter((one) => one.supplyId === supplyId && one.kind === kind && !one.reversal);
  return own.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** The units of each line by item; `undefined` where none needs cold storage. */
async function listGoods(
  { database, context }: CommandScope,
  { lines, scenario }: Pick<Goods, "lines" | "scenario">,
) {
  const supplies = await findSupplies(
    database,
    lines.map(({ supplyId }) => supplyId),
  );
  const goods = lines.map(
    ({ supplyId, quantity }): StoredUnits => ({
      itemId: supplies.get(supplyId)?.itemId ?? "",
      units: quantity,
    }),
  );
  const isCold = goods.some(({ itemId }) => context.reference.coldVolumes.has(itemId));
  return isCold && scenario === null ? goods : undefined;
}

async function readRoom(
  { database, context }: CommandScope,
  { id, toSiteId }: Goods,
  states: readonly ("standing" | "coming")[],
) {
  const volumes = context.reference.coldVolumes;
  const held = await findHeldCapacity(database, toSiteId);
  if (held === undefined) return { room: undefined, volumes };
  const stored = await listStored(database, [toSiteId], { except: id });
  const counted = stored.filter(({ state }) => states.some((one) => one === state));
  return { room: findRoom(held, counted, volumes), volumes };
}
