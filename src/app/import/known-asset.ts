import type { AssetId } from "#core/equipment/asset.ts";
import type { PartyId, SiteId } from "#core/id.ts";
import type { Problem } from "#core/result.ts";
import type { NumberedAsset } from "#store/asset-by-number.ts";
import type { AssetCells } from "./asset-fields.ts";

/** What a row that was imported before says beyond its asset: nothing, that it was put to work, or what cannot be. */
export type KnownAsset =
  | { readonly says: "nothing_more" }
  | { readonly says: "commissioned"; readonly assetId: AssetId }
  | { readonly says: "otherwise"; readonly field: string; readonly facts: Problem["facts"] };

/**
 * Compares a row that was imported before with the asset that it registered. `commissioned_on` of what has never been put to work, and
 * stands where the row has it, is a step that is still to be taken. What the row says of `supply`, `registered_on` or `commissioned_on` that
 * is another thing than is recorded is `otherwise`: an import takes steps, it does not change any.
 */
export function compareKnownAsset(
  { supply, registeredOn, commissionedOn }: AssetCells,
  asset: NumberedAsset,
  at: { readonly partyId: PartyId; readonly siteId: SiteId },
): KnownAsset {
  const otherwise = (field: string, recorded: string): KnownAsset => {
    return { says: "otherwise", field, facts: { recorded, status: asset.status, site: asset.siteCode } };
  };
  if (supply !== null && supply !== asset.supplyId) return otherwise("supply", asset.supplyId);
  const registered = asset.events.find(({ step }) => step === "register")?.occurred ?? "";
  if (registeredOn !== null && registeredOn !== registered) return otherwise("registered_on", registered);
  if (commissionedOn === null) return { says: "nothing_more" };
  const days = asset.events.flatMap(({ step, occurred }) => (step === "commission" ? [occurred] : []));
  if (days.includes(commissionedOn) || asset.commissionedOn === commissionedOn)
    return { says: "nothing_more" };
  const isThere = asset.partyId === at.partyId && asset.siteId === at.siteId;
  if (asset.status === "registered" && days.length === 0 && isThere) {
    return { says: "commissioned", assetId: asset.id };
  }
  return otherwise("commissioned_on", days.at(-1) ?? asset.commissionedOn ?? "");
}
