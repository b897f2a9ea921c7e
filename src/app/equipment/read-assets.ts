import { ASSET_STATUSES, type AssetId, findMaintenanceDue } from "#core/equipment/asset.ts";
import { invariant } from "#core/invariant.ts";
import { asId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { asDay, dayOf } from "#core/time.ts";
import { type AssetFilter, type AssetHead, countAssets, findAsset, listAssets } from "#store/asset-view.ts";
import { getSecretariatId } from "#store/party.ts";
import type { PageRequest } from "#store/page.ts";
import type { Database } from "#store/schema.ts";
import type { AppContext } from "../context.ts";

const NOBODY: Actor = { userId: asId<"user">("00000000-0000-0000-0000-000000000000"), memberships: [] };

/** Which assets somebody asks for; `isDue`: only those to be maintained today or before. */
interface AssetQuestion extends Omit<AssetFilter, "ofParties" | "dueBy"> {
  readonly isDue?: boolean | undefined;
}

/**
 * A page of assets, the newest first: those that a party of the reader has or has given; the secretariat reads all. Where which equipment
 * stands is not public: see the shares in working order for that.
 */
export async function readAssets(
  context: AppContext,
  actor: Actor | null,
  { isDue = false, ...filter }: AssetQuestion,
  page: PageRequest,
) {
  const ofParties = await listReadable(context, actor);
  const dueBy = isDue ? dayOf(context.now()) : undefined;
  const found = await listAssets(context.database, { ...filter, dueBy, ofParties }, page);
  return { ...found, items: found.items.map((asset) => withDue(asset)) };
}

/** How many of the assets that {@link readAssets} reads are in each status, and how many are to be maintained today or before. */
export async function readAssetCounts(context: AppContext, actor: Actor | null, filter: AssetQuestion) {
  const ofParties = await listReadable(context, actor);
  const counts = await countAssets(context.database, { ...filter, ofParties }, dayOf(context.now()));
  return {
    statuses: ASSET_STATUSES.map((status) => ({
      status,
      count: counts.find((one) => one.status === status)?.count ?? 0,
    })),
    due: counts.reduce((sum, { due }) => sum + due, 0),
  };
}

/** The parties whose assets somebody may read; `undefined`: all. */
async function listReadable({ database }: AppContext, actor: Actor | null) {
  const secretariat = await getSecretariatId(database);
  const readsAll = permit(actor ?? NOBODY, "read_unpublished", { secretariat }).ok;
  return readsAll ? undefined : (actor ?? NOBODY).memberships.map(({ partyId }) => partyId);
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
