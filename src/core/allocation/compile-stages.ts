import type { PlanStage } from "#planner/problem.ts";
import type { Policy } from "./policy.ts";
import type { SnapshotNeed } from "./snapshot.ts";
import { countPromised, listGroups, weighNeed, type WeighingFacts } from "./weigh-need.ts";

/** What a need is to be shared out by: its stages; `null` where its cap is reached by what it has been promised. */
export type CompiledStages = readonly PlanStage[] | null;

/**
 * The stages of every need under a policy, in their order: docs/POLICIES.md.
 *
 * One stage for the floors, if the policy has any, in which all rise in proportion to what is missing of their floor; one for each
 * tier, in which the others wait; and the last for all. Shares of a need are of all of it, what has been promised to it and
 * counts (`countPromised`) among them; so what it still asks has its floor at (floor × all − promised) ÷ asked, rounded up to a
 * thousandth, and its cap at (cap × all − promised) ÷ asked, rounded down. `unitsFor`: the units on offer that answer a need. O(needs).
 */
export function compileStages(
  needs: readonly SnapshotNeed[],
  policy: Policy,
  { facts, unitsFor }: { readonly facts: WeighingFacts; readonly unitsFor: (need: SnapshotNeed) => number },
): readonly CompiledStages[] {
  const asked = sumAsked(needs);
  const hasFloors = Object.values(policy.floorPerMille).some((floor) => floor > 0);
  return needs.map((need) => {
    const groups = listGroups(need, facts.listings);
    const cap = Math.min(
      capOfNeed(need, policy),
      capOfSupply(need, policy, { units: unitsFor(need), asked: asked.get(askerOf(need)) ?? need.quantity }),
    );
    if (cap < 1) return null;
    const floor = hasFloors ? Math.min(cap, floorOf(need, policy, groups)) : 0;
    const weightPerMille = weighNeed(need, policy, facts);
    const tier = policy.tiers.findIndex((lists) => lists.some((list) => groups.includes(list)));
    const inTiers = policy.tiers.map((_, i): PlanStage => {
      return { weightPerMille, uptoPerMille: tier >= 0 && tier <= i ? cap : floor };
    });
    return [
      ...(hasFloors ? [{ weightPerMille: Math.max(1, floor), uptoPerMille: floor }] : []),
      ...inTiers,
      { weightPerMille, uptoPerMille: cap },
    ];
  });
}

/** Who asks for what: the cap of a recipient is for all its lines of an item together. */
function askerOf(need: SnapshotNeed): string {
  return `${need.partyId}/${need.itemId}`;
}

function sumAsked(needs: readonly SnapshotNeed[]): ReadonlyMap<string, number> {
  const asked = new Map<string, number>();
  for (const need of needs) asked.set(askerOf(need), (asked.get(askerOf(need)) ?? 0) + need.quantity);
  return asked;
}

/** What is missing of the need's floor, in thousandths of what it still asks, rounded up. */
function floorOf(
  need: SnapshotNeed,
  policy: Policy,
  groups: readonly (keyof Policy["floorPerMille"])[],
): number {
  const floor = Math.max(policy.floorPerMille.all, ...groups.map((group) => policy.floorPerMille[group]));
  const counted = countPromised(need, policy);
  // Thousandths of a unit: products of a quantity and 1000, which stay whole and exact.
  const missing = floor * (counted + need.quantity) - 1000 * counted;
  return Math.min(1000, Math.max(0, Math.ceil(missing / need.quantity)));
}

/**
 * Whether what a need has been promised reaches its cap, so that it is not planned. The cap of a recipient's part of what there
 * is always leaves something.
 */
export function isAtCap(need: SnapshotNeed, policy: Policy): boolean {
  return capOfNeed(need, policy) < 1;
}

/** What is left to the need's cap, in thousandths of what it still asks, rounded down; 0 or less where it is reached. */
function capOfNeed(need: SnapshotNeed, policy: Policy): number {
  const counted = countPromised(need, policy);
  const left = policy.capOfNeedPerMille * (counted + need.quantity) - 1000 * counted;
  return Math.min(1000, Math.floor(left / need.quantity));
}

/**
 * The recipient's part of what there is, divided among its lines of the item by what they ask; in thousandths of what the line
 * asks, rounded down, but at least one, as a share of much can be less than a thousandth of a need.
 */
function capOfSupply(
  need: SnapshotNeed,
  policy: Policy,
  { units, asked }: { readonly units: number; readonly asked: number },
): number {
  if (policy.capOfSupplyPerMille === 1000) return 1000;
  // Cap × units × (line ÷ all lines) ÷ line, in which the line's own quantity cancels out.
  return Math.min(1000, Math.max(1, Math.floor((policy.capOfSupplyPerMille * units) / asked)));
}
