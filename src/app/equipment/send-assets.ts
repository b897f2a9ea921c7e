import { checkSendAssets, type SendAssets, TRAVELLING_STATUSES } from "#core/equipment/send-assets.ts";
import type { Asset, AssetId } from "#core/equipment/asset.ts";
import { asId, type ConsignmentId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { occurredAt } from "#core/time.ts";
import { listSentAssets, lockAsset, lockAssetsOf, recordAssetStep } from "#store/asset.ts";
import { findConsignmentsIn, lockConsignment } from "#store/consignment.ts";
import type { Database } from "#store/schema.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runCommand } from "../run-command.ts";

/**
 * Says which assets are sent with a consignment: they go where its units go. Those that were said before and are not said any more stay
 * where they are. Returns the assets of the consignment. Refuses, in this order, with `not_found`, `not_permitted`, `malformed` (as
 * `checkSendAssets`).
 */
export async function sendAssets(context: AppContext, meta: CommandMeta, command: SendAssets) {
  return await runCommand(context, meta, { kind: "send_assets", body: command }, async (scope) => {
    const { database } = scope;
    const { consignmentId } = command;
    const consignment = await lockConsignment(database, consignmentId);
    if (consignment === undefined) {
      return refuse({ code: "not_found", noun: "consignment", id: consignmentId });
    }
    const permitted = permit(meta.actor, "send_assets", { giver: consignment.giverId });
    if (!permitted.ok) return permitted;
    await lockAssetsOf(
      database,
      consignment.lines.map(({ supplyId }) => supplyId),
    );
    const before = (await listSentAssets(database, consignmentId)).map(({ id }) => asId<"asset">(id));
    const assets = await lockAll(database, [...before, ...command.assetIds]);
    const others = [...assets.values()].flatMap((asset) => asset.consignmentId ?? []);
    const travelling = await findConsignmentsIn(database, others, TRAVELLING_STATUSES);
    const checked = checkSendAssets(command, consignment, { assets, travelling });
    if (!checked.ok) return checked;
    for (const asset of assets.values()) {
      const sentWith = command.assetIds.includes(asset.id) ? consignmentId : null;
      if (asset.consignmentId !== sentWith) await sendOne(scope, asset, sentWith);
    }
    return accept({ assets: await listSentAssets(database, consignmentId) });
  });
}

async function lockAll(database: Database, ids: readonly AssetId[]): Promise<Map<AssetId, Asset>> {
  const assets = new Map<AssetId, Asset>();
  for (const id of [...new Set(ids)].toSorted()) {
    const asset = await lockAsset(database, id);
    if (asset !== undefined) assets.set(id, asset);
  }
  return assets;
}

async function sendOne(
  { database, meta, now }: CommandScope,
  asset: Asset,
  consignmentId: ConsignmentId | null,
) {
  const { id, partyId, siteId, status } = asset;
  await recordAssetStep(
    database,
    id,
    { consignmentId },
    {
      step: "send",
      reason: null,
      entryId: null,
      partyId,
      siteId,
      status,
      occurred: occurredAt(now),
      commandId: meta.commandId,
      recordedAt: now,
    },
  );
}
