import type { AssetsOutnumberUnitsRefusal } from "#core/equipment/asset.ts";
import { followUnits } from "#core/equipment/follow-units.ts";
import type { SupplyId } from "#core/id.ts";
import type { EntryDraft } from "#core/ledger/movement.ts";
import { accept, type Result } from "#core/result.ts";
import { listStandingAssets, listStandingUnits, lockAssetsOf, recordFollowed } from "#store/asset.ts";
import type { Postable } from "#store/recall.ts";
import type { CommandScope } from "../run-command.ts";

/**
 * Moves the assets that go with the units of an entry, which is posted next. Queries nothing for supplies of which no asset is registered.
 * Refuses as `followUnits`; where an asset is registered in between, `check_assets` ends the entry and it is decided again.
 */
export async function followWithAssets(
  scope: CommandScope,
  { id, movements }: EntryDraft,
  supplies: ReadonlyMap<SupplyId, Postable>,
): Promise<Result<null, AssetsOutnumberUnitsRefusal>> {
  const { database, meta, now } = scope;
  const supplyIds = [...supplies].filter(([, { hasAssets }]) => hasAssets).map(([supplyId]) => supplyId);
  if (supplyIds.length === 0) return accept(null);
  await lockAssetsOf(database, supplyIds);
  const assets = await listStandingAssets(database, supplyIds);
  const own = movements.filter(({ supplyId }) => supplyIds.includes(supplyId));
  const followed = followUnits(own, assets, await listStandingUnits(database, supplyIds));
  if (!followed.ok) return followed;
  await recordFollowed(database, followed.value, { entryId: id, commandId: meta.commandId, recordedAt: now });
  return accept(null);
}
