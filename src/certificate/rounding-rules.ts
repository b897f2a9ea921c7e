import type { CompanionRow, DemandRow, ProblemFile } from "./files.ts";
import type { Faults } from "./shape.ts";
import { limitOf } from "./stages.ts";

/** Whether a problem asks for more than whole units: packs, least shipments, least quantities or companions. */
export function asksForPacks({ supplies, demands, companions }: ProblemFile): boolean {
  return (
    supplies.some((row) => row.packUnits > 1 || row.leastShipmentUnits > 1) ||
    demands.some((row) => row.leastUnits > 1) ||
    companions.length > 0
  );
}

/** Notes companions of demands that are not there, of two demands, of themselves or of companions (chains and circles). */
export function checkCompanions({ demands, companions }: ProblemFile, faults: Faults): void {
  const keys = new Set(demands.map(({ key }) => key));
  const following = new Set<string>();
  companions.forEach(({ principal, companion }, i) => {
    for (const key of [principal, companion]) {
      if (!keys.has(key))
        faults.add("problem", `companions.${i}`, "unknown_key", `there is no demand "${key}"`);
    }
    if (following.has(companion)) {
      faults.add("problem", `companions.${i}.companion`, "repeated", `"${companion}" follows two demands`);
    }
    following.add(companion);
  });
  companions.forEach(({ principal }, i) => {
    if (!following.has(principal)) return;
    const reason = `"${principal}" follows another demand itself`;
    faults.add("problem", `companions.${i}.principal`, "chained_companion", reason);
  });
}

/** What each demand may get: by its key, the companions only. */
export type Companions = ReadonlyMap<string, CompanionRow>;

export function indexCompanions({ companions }: ProblemFile): Companions {
  return new Map(companions.map((row) => [row.companion, row]));
}

/** The most that a demand may get in a plan: its limit, and of a companion ⌈principal's units × ratio ÷ 1000⌉. */
export function mostOf(
  demand: DemandRow,
  companions: Companions,
  given: ReadonlyMap<string, bigint>,
): bigint {
  const limit = BigInt(limitOf(demand));
  const row = companions.get(demand.key);
  if (row === undefined) return limit;
  const follows = ((given.get(row.principal) ?? 0n) * BigInt(row.unitsPerThousand) + 999n) / 1000n;
  return follows < limit ? follows : limit;
}
