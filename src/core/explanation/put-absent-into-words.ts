import { hasWindow } from "#core/allocation/build-problem.ts";
import { isAtCap } from "#core/allocation/compile-stages.ts";
import type { Policy } from "#core/allocation/policy.ts";
import { choosePeriods } from "#core/allocation/periods.ts";
import { demandKey, supplyKey } from "#core/allocation/round-keys.ts";
import type { Snapshot, SnapshotNeed, SnapshotSupply } from "#core/allocation/snapshot.ts";
import type { Explained, Speech } from "./put-into-words.ts";

/** What is told of a row that is not in the problem of its round: nothing bound it, and nobody shares with it. */
const ALONE = {
  causes: [],
  equipment: [],
  sharing: null,
  changesHeading: "",
  changes: [],
  note: null,
} as const;

/**
 * Why a need of a round's snapshot is not in its plan: its window is over before the plan begins, or what would have fallen to it
 * is fewer units than are of use to it, so that it was left out; or what it has been promised before is all that the policy lets it have.
 */
export function putAbsentNeedIntoWords(
  { snapshot, policy }: { readonly snapshot: Snapshot; readonly policy: Policy },
  need: SnapshotNeed,
  { wording, naming }: Speech,
): Explained {
  const { say, number, units, level } = wording;
  const head = say("line.headMet", {
    line: naming.line(demandKey(need)),
    allocated: number(0),
    asked: units(need.quantity),
    level: level(0),
  });
  const leftOut = isAtCap(need, policy)
    ? say("line.capped")
    : say("line.left_out", { amount: units(need.smallestUseful) });
  const reason = hasWindow(need, choosePeriods(snapshot)) ? leftOut : say("line.late");
  return { ...ALONE, head, reason };
}

/** Why a supply of a round's snapshot is not in its plan: it can no longer leave. */
export function putAbsentSupplyIntoWords(supply: SnapshotSupply, { wording, naming }: Speech): Explained {
  const { say, number, units } = wording;
  const head = say("rest.head", {
    supply: naming.supply(supplyKey(supply)),
    quantity: number(supply.quantity),
    of: units(supply.quantity),
  });
  return { ...ALONE, head, reason: say("rest.late") };
}
