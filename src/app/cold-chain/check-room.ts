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
 * The supplies of a consignment for which the site where it is counted has no room. `counted`: units of each line that can be used.
 * Only what stands there counts against them, as what else is on its way is not there yet.
 */
export async function findRoomless(
  scope: CommandScope,
  consignment: Goods,
  counted: ReadonlyMap<number, number>,
) {
  const lines = consignment.lines.map((line) => ({
    ...line,
    quantity: asQuantity(Math.min(line.quantity, counted.get(line.lineNumber) ?? line.quantity)),
  }));
  const goods = await listGoods(scope, { ...consignment, lines });
  if (goods === undefined) return [];
  await lockRoom(scope.database, consignment.toSiteId);
  const without = listWithoutRoom(goods, await readRoom(scope, consignment, ["standing"]));
  return without.flatMap((index) => lines[index]?.supplyId ?? []);
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
