import type { PartyId, SiteId, SupplyId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import type { Account, Movement, Stage } from "#core/ledger/movement.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import type { Occurred } from "#core/time.ts";
import {
  ASSET_STEPS,
  type Asset,
  type AssetId,
  type AssetsOutnumberUnitsRefusal,
  type AssetStatus,
  STANDING_STAGES,
} from "./asset.ts";

/** An asset that stands somewhere. */
export type StandingAsset = Pick<
  Asset,
  "id" | "supplyId" | "partyId" | "siteId" | "consignmentId" | "status"
>;

/** Where an asset has come to with its unit, and what it is there. */
export interface FollowedAsset {
  readonly id: AssetId;
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  readonly status: AssetStatus;
  readonly occurred: Occurred;
}

/** The units that stand at a place before the movements. */
export interface StandingUnits {
  readonly supplyId: SupplyId;
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  readonly units: number;
}

type Place = Pick<Account, "partyId" | "siteId">;

/** What becomes of an asset whose unit goes where no unit stands. */
const ENDS: Readonly<Partial<Record<Stage, AssetStatus>>> = {
  lost: "lost",
  used: "out_of_use",
  wasted: "out_of_use",
  returned: "out_of_use",
  produced: "removed",
};

function isStanding(stage: Stage): boolean {
  return STANDING_STAGES.some((one) => one === stage);
}

/**
 * The assets that go with the units of an entry, each with where it then is. Of a consignment those that are sent with it go; where every
 * unit leaves a place every asset goes. Where a better count has fewer units, assets are among those that are left, if they are enough.
 * Refuses with `assets_outnumber_units` where it cannot be told which of them go, because fewer units would be left than assets.
 *
 * `assets`: all that stand of the entry's supplies; `standing`: units where any of them stands. Linear in movements × assets.
 *
 * Worked example: three units and their assets X, Y and Z stand at a site. Two are dispatched with Y and Z: these two go. Sent without
 * saying which, two cannot go: one unit would be left and three assets.
 */
export function followUnits(
  movements: readonly Movement[],
  assets: readonly StandingAsset[],
  standing: readonly StandingUnits[],
): Result<FollowedAsset[], AssetsOutnumberUnitsRefusal> {
  const units = new Map(standing.map((one) => [placeKey(one.supplyId, one), one.units]));
  const current = new Map<AssetId, StandingAsset>(assets.map((asset) => [asset.id, asset]));
  const followed = new Map<AssetId, FollowedAsset>();
  const add = (supplyId: SupplyId, place: Place & { readonly stage: Stage }, change: number): void => {
    if (!isStanding(place.stage)) return;
    const key = placeKey(supplyId, place);
    units.set(key, (units.get(key) ?? 0) + change);
  };
  for (const movement of movements) {
    const { supplyId, from, to, quantity } = movement;
    add(supplyId, from, 0 - quantity);
    add(supplyId, to, quantity);
    const left = units.get(placeKey(supplyId, from)) ?? 0;
    if (isCountedLess(movement, movements) && countAt(movement, current) <= left) continue;
    for (const asset of listGoing(movement, [...current.values()], left)) {
      const gone = goWith(asset, movement);
      followed.set(asset.id, gone);
      if (isStanding(to.stage)) current.set(asset.id, { ...asset, ...gone });
      else current.delete(asset.id);
    }
  }
  return findOutnumbered([...current.values()], units) ?? accept([...followed.values()]);
}

function placeKey(supplyId: SupplyId, { partyId, siteId }: Place): string {
  return `${supplyId}/${partyId}/${siteId}`;
}

/** Fewer were received than was counted, by a better count: they had never come. What is taken back to its very dispatch goes with its assets. */
function isCountedLess({ supplyId, kind, reversal }: Movement, movements: readonly Movement[]): boolean {
  if (kind !== "receive" || !reversal) return false;
  return !movements.some((one) => one.supplyId === supplyId && one.kind === "dispatch" && one.reversal);
}

function countAt({ supplyId, from }: Movement, assets: ReadonlyMap<AssetId, StandingAsset>): number {
  const isHere = (asset: StandingAsset) => asset.supplyId === supplyId && isSamePlace(asset, from);
  return [...assets.values()].filter(isHere).length;
}

function listGoing(
  { supplyId, from, to, quantity, consignmentId }: Movement,
  assets: readonly StandingAsset[],
  left: number,
): StandingAsset[] {
  const leaves = isStanding(from.stage) && (!isStanding(to.stage) || !isSamePlace(from, to));
  if (!leaves) return [];
  const there = assets.filter((asset) => asset.supplyId === supplyId && isSamePlace(asset, from));
  const sent = consignmentId === null ? [] : there.filter((asset) => asset.consignmentId === consignmentId);
  // Of fewer units than are sent with it, it is not known which they are.
  const going = sent.length <= quantity ? sent : [];
  return left === 0 && there.length <= quantity ? there : going;
}

function isSamePlace(one: Place, other: Place): boolean {
  return one.partyId === other.partyId && one.siteId === other.siteId;
}

function goWith({ id, status: before, ...asset }: StandingAsset, { to, occurred }: Movement): FollowedAsset {
  const { partyId, siteId, stage } = to;
  const end = ENDS[stage];
  if (end !== undefined) {
    return { id, partyId: asset.partyId, siteId: asset.siteId, status: end, occurred };
  }
  const status = ASSET_STEPS[before].transfer;
  invariant(status !== undefined, "what stands somewhere can be brought elsewhere");
  return { id, partyId, siteId, status, occurred };
}

function findOutnumbered(
  assets: readonly StandingAsset[],
  units: ReadonlyMap<string, number>,
): Result<never, AssetsOutnumberUnitsRefusal> | undefined {
  const counts = new Map<string, { readonly at: StandingAsset; count: number }>();
  for (const at of assets) {
    const key = placeKey(at.supplyId, at);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { at, count: 1 });
    else known.count += 1;
  }
  const over = [...counts].find(([key, { count }]) => count > (units.get(key) ?? 0));
  if (over === undefined) return undefined;
  const [key, { at, count }] = over;
  const { supplyId, partyId, siteId } = at;
  return refuse({
    code: "assets_outnumber_units",
    supplyId,
    partyId,
    siteId,
    units: units.get(key) ?? 0,
    assets: count,
  });
}
