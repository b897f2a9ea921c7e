import { type AssetId, findMaintenanceDue } from "#core/equipment/asset.ts";
import { invariant } from "#core/invariant.ts";
import { asId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { asDay } from "#core/time.ts";
import { type AssetFilter, type AssetHead, findAsset, listAssets } from "#store/asset-view.ts";
import { getSecretariatId } from "#store/party.ts";
import type { PageRequest } from "#store/page.ts";
import type { Database } from "#store/schema.ts";
import type { AppContext } from "../context.ts";

const NOBODY: Actor = { userId: asId<"user">("00000000-0000-0000-0000-000000000000"), memberships: [] };

/**
 * A page of assets, the newest first: those that a party of the reader has or has given; the secretariat reads all. Where which equipment
 * stands is not public: see the shares in working order for that.
 */
export async function readAssets(
  context: AppContext,
  actor: Actor | null,
  filter: Omit<AssetFilter, "ofParties">,
  page: PageRequest,
) {
  const secretariat = await getSecretariatId(context.database);
  const readsAll = permit(actor ?? NOBODY, "read_unpublished", { secretariat }).ok;
  const ofParties = readsAll ? undefined : (actor ?? NOBODY).memberships.map(({ partyId }) => partyId);
  const found = await listAssets(context.database, { ...filter, ofParties }, page);
  return { ...found, items: found.items.map((asset) => withDue(asset)) };
}

/** One asset with its steps. Refuses with `not_found`, `not_permitted`. */
export async function readAsset(context: AppContext, actor: Actor | null, id: AssetId) {
  const asset = await findAsset(context.database, id);
  if (asset === undefined) return refuse({ code: "not_found", noun: "asset", id });
  const secretariat = await getSecretariatId(context.database);
  const self = asId<"party">(asset.partyId);
  const giver = asId<"party">(asset.giverId);
  const permitted = permit(actor ?? NOBODY, "read_unpublished", { self, giver, secretariat });
  return permitted.ok ? accept(withDue(asset)) : permitted;
}

/** The asset as it is shown, within the command that has just changed it. */
export async function showAsset(database: Database, id: AssetId) {
  const shown = await findAsset(database, id);
  invariant(shown !== undefined, "an asset just changed can be read");
  return accept(withDue(shown));
}

function withDue<Shown extends AssetHead>(asset: Shown) {
  const { status, maintainedOn, maintenanceDays } = asset;
  const last = maintainedOn === null ? null : asDay(maintainedOn);
  return { ...asset, maintenanceDue: findMaintenanceDue({ status, maintainedOn: last }, maintenanceDays) };
}
