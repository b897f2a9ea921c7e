import type { Consignment, ConsignmentStatus } from "#core/consignment/consignment.ts";
import { type ConsignmentRoute, findTransitPlace } from "#core/consignment/step-movements.ts";
import type { ConsignmentId } from "#core/id.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type Asset, type AssetId, STANDING_STATUSES } from "./asset.ts";

/** A giver says which assets are sent with a consignment: these, and no others. */
export interface SendAssets {
  readonly consignmentId: ConsignmentId;
  readonly assetIds: readonly AssetId[];
}

/** The statuses of a consignment in which it can still be said: until the goods have arrived. */
export const OPEN_TO_SENDING: readonly ConsignmentStatus[] = [
  "planned",
  "packed",
  "dispatched",
  "export_cleared",
  "in_transit",
];

/** Those in which goods are on their way: what is sent with them is not sent with others. */
export const TRAVELLING_STATUSES: readonly ConsignmentStatus[] = [
  "dispatched",
  "export_cleared",
  "in_transit",
  "arrived",
  "import_cleared",
  "held",
];

/** Where a consignment's goods stand before they are dispatched: at the site that they leave. */
function findPlace(route: ConsignmentRoute, status: ConsignmentStatus) {
  return findTransitPlace(route, status === "planned" || status === "packed" ? "dispatched" : status);
}

/**
 * Whether the assets can be sent with the consignment. Refuses with `malformed`, all problems at once: `consignment_has_arrived`,
 * `unknown_asset`, `doubled_asset`, `asset_not_standing`, `not_in_this_consignment` (no line has its supply), `not_at_this_place`,
 * `in_another_consignment` (one that has left), and `more_assets_than_units` of a line. `travelling`: consignments that are on their way.
 */
export function checkSendAssets(
  { assetIds }: SendAssets,
  consignment: ConsignmentRoute & Pick<Consignment, "status">,
  {
    assets,
    travelling,
  }: {
    readonly assets: ReadonlyMap<AssetId, Asset>;
    readonly travelling: ReadonlySet<ConsignmentId>;
  },
): Result<null, MalformedRefusal> {
  const problems: Problem[] = [];
  if (!OPEN_TO_SENDING.includes(consignment.status)) {
    problems.push({ field: "consignmentId", value: consignment.status, rule: "consignment_has_arrived" });
  }
  const place = findPlace(consignment, consignment.status);
  const counts = new Map<string, number>();
  for (const [index, value] of assetIds.entries()) {
    const asset = assets.get(value);
    const rule = findRule(asset, {
      isDoubled: assetIds.indexOf(value) !== index,
      consignment,
      place,
      travelling,
    });
    if (rule !== undefined) problems.push({ field: `assetIds.${index}`, value, rule });
    else if (asset !== undefined) counts.set(asset.supplyId, (counts.get(asset.supplyId) ?? 0) + 1);
  }
  for (const { supplyId } of consignment.lines) {
    const max = sumUnits(consignment, supplyId);
    const count = counts.get(supplyId) ?? 0;
    counts.delete(supplyId);
    if (count <= max) continue;
    const facts = { count, max };
    problems.push({ field: "assetIds", value: supplyId, rule: "more_assets_than_units", facts });
  }
  return problems.length > 0 ? refuse({ code: "malformed", problems }) : accept(null);
}

function findRule(
  asset: Asset | undefined,
  facts: {
    readonly isDoubled: boolean;
    readonly consignment: ConsignmentRoute;
    readonly place: Pick<Asset, "partyId" | "siteId">;
    readonly travelling: ReadonlySet<ConsignmentId>;
  },
): string | undefined {
  if (asset === undefined) return "unknown_asset";
  if (facts.isDoubled) return "doubled_asset";
  if (!STANDING_STATUSES.some((one) => one === asset.status)) return "asset_not_standing";
  if (sumUnits(facts.consignment, asset.supplyId) === 0) return "not_in_this_consignment";
  const { consignmentId } = asset;
  const isOther = consignmentId !== null && consignmentId !== facts.consignment.id;
  if (isOther && facts.travelling.has(consignmentId)) return "in_another_consignment";
  const { partyId, siteId } = facts.place;
  return asset.partyId === partyId && asset.siteId === siteId ? undefined : "not_at_this_place";
}

function sumUnits({ lines }: ConsignmentRoute, supplyId: string): number {
  return lines.filter((line) => line.supplyId === supplyId).reduce((sum, { quantity }) => sum + quantity, 0);
}
