import type { Sums } from "./check-allocations.ts";
import type { CertificateFile, DemandRow, SupplyRow } from "./files.ts";
import type { Model } from "./model.ts";
import { type Companions, mostOf } from "./rounding-rules.ts";
import type { Faults } from "./shape.ts";

/** Of what is called for: a fair share is a double, and so right to its last bits only. */
const SHARE_TOLERANCE = 1e-6;

/**
 * Notes companions whose fair share is less than what their principals' units call for before packs (and than they may get), and
 * that name no bottleneck by which they cannot get more. O(companions).
 */
export function checkCompanionShares(
  model: Model,
  { lines }: CertificateFile,
  { before, companions }: { readonly before: Sums; readonly companions: Companions },
  faults: Faults,
): void {
  for (const { demand: key, fairShare, reason } of lines) {
    const demand = model.demands.get(key);
    if (demand === undefined || reason.status !== "follows" || reason.bottleneck !== null) continue;
    const called = Number(mostOf(demand, companions, before.given));
    if (fairShare >= called * (1 - SHARE_TOLERANCE)) continue;
    const what = `its principal's units call for ${called} before packs, its fair share is ${fairShare}, and it names no bottleneck`;
    faults.add("certificate", `demand "${key}"`, "unproven", what);
  }
}

interface Owing {
  readonly companions: Companions;
  /** Units of the plan, and of the plan before packs. */
  readonly given: ReadonlyMap<string, bigint>;
  readonly before: ReadonlyMap<string, bigint>;
  readonly demands: ReadonlyMap<string, DemandRow>;
  /** The most that packs and least shipments can cost a demand, by its key, of what it had before packs. */
  readonly allowanceOf: (key: string) => bigint;
}

/**
 * What a companion is owed of what it had before packs: as much as is called for by what its principal has, but by no more than it
 * keeps for certain through the rounding: nothing, where that is fewer than are of use to it, so that it may have been without any for a while. The
 * rest the companion may have given back while its principal had less.
 */
export function owedTo(
  demand: DemandRow,
  { companions, given, before, demands, allowanceOf }: Owing,
): bigint {
  const had = before.get(demand.key) ?? 0n;
  const row = companions.get(demand.key);
  if (row === undefined) return had;
  const kept = (before.get(row.principal) ?? 0n) - allowanceOf(row.principal);
  const has = given.get(row.principal) ?? 0n;
  const isKept = kept >= BigInt(demands.get(row.principal)?.leastUnits ?? 0);
  const sure = !isKept ? 0n : kept < has ? kept : has;
  const called = mostOf(demand, companions, new Map([[row.principal, sure > 0n ? sure : 0n]]));
  return called < had ? called : had;
}

/** What a companion can lose once more when it is cut to what its principal calls for: a pack but for one unit. */
export function allowCut(supplies: readonly SupplyRow[]): bigint {
  return BigInt(supplies.reduce((most, { packUnits }) => Math.max(most, packUnits - 1), 0));
}
