import { listUnmonitoredItems } from "#core/cold-chain/vaccine-item.ts";
import type { SupplyId } from "#core/id.ts";
import type { LockedConsignment } from "#store/consignment.ts";
import { findSupplies } from "#store/ledger.ts";
import type { CommandScope } from "../run-command.ts";

/** The supplies of a consignment whose vials are known to carry no vaccine vial monitor, or that are no vials at all. */
export async function listUnmonitored(
  { database, context }: CommandScope,
  { lines }: Pick<LockedConsignment, "lines">,
): Promise<ReadonlySet<SupplyId>> {
  const { items, vaccinePresentations } = context.reference;
  const unmonitored = listUnmonitoredItems(items, vaccinePresentations);
  const supplies = await findSupplies(
    database,
    lines.map(({ supplyId }) => supplyId),
  );
  return new Set([...supplies.values()].flatMap(({ id, itemId }) => (unmonitored.has(itemId) ? [id] : [])));
}
