import { checkCertificate } from "#certificate/check-certificate.ts";
import { EQUAL_COVERAGE, type Policy } from "#core/allocation/policy.ts";
import { type LineOutcome } from "#core/allocation/round.ts";
import type { ItemShare } from "#core/allocation/coverage.ts";
import { asQuantity } from "#core/quantity.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import { solvePlan } from "#planner/solve-plan.ts";
import { type AllocationFacts, buildProblem } from "./build-problem.ts";
import { choosePeriods, type PlanPeriods } from "./periods.ts";
import { type PlanFiles, writePlanFiles } from "./plan-files.ts";
import { needKey, type ReadPlan, readPlan, sumShares, type UnusedUnits } from "./read-plan.ts";
import type { Snapshot, SnapshotNeed } from "./snapshot.ts";
import { isLeastDeveloped } from "./weigh-need.ts";

/** What one line got and what bound it, as published. */
export interface PublishedLine extends LineOutcome {
  readonly partyCode: string;
  readonly itemId: string;
  /** Allocated ÷ asked, 0 to 1. */
  readonly coverage: number;
  readonly leastDeveloped: boolean;
}

/** What the least developed countries get of an item: units, and their share of all units allocated. */
export interface PublishedShare extends ItemShare {
  /** 0 to 1; `null` where nothing was allocated. */
  readonly share: number | null;
}

/** What a line is promised before others get more. */
export interface PromisedLine {
  readonly callId: string;
  readonly callLineNumber: number;
  readonly partyCode: string;
  readonly itemId: string;
  /** Units; a part of a unit where the share of what it asks is one. */
  readonly promised: number;
}

/** What a planned round found, as published. */
export interface PublishedOutcome {
  readonly lines: readonly PublishedLine[];
  readonly unused: readonly UnusedUnits[];
  /**
   * Lines to which floors or tiers promise more than there is for them together: least sets, without any one of which the
   * others' could be held. Left out by plans from before there were floors.
   */
  readonly unmetFloors?: readonly { readonly lines: readonly PromisedLine[] }[] | undefined;
  /** With every line weighing the same, and under the round's policy. */
  readonly shareBefore: readonly PublishedShare[];
  readonly shareAfter: readonly PublishedShare[];
}

/** A plan in the words of the field, with the files that prove it: of what was solved last, all lines that are left. */
interface ProvenPlan extends ReadPlan {
  readonly files: PlanFiles;
}

/** The round cannot be planned: too large for the planner, or no plan that passed its check. Nothing is written. */
export interface PlanNotFoundRefusal {
  readonly code: "plan_not_found";
  readonly reason: string;
}

/**
 * The plan of a snapshot under a policy, with what bound every line and both measures of the least developed countries. The
 * same snapshot gives the same plan, byte for byte, and the same files. What is not accepted by the independent checker is
 * no plan. Refuses with `plan_not_found`. Solves at least two problems.
 */
export async function planSnapshot(
  snapshot: Snapshot,
  policy: Policy,
  facts: AllocationFacts,
): Promise<
  Result<
    {
      readonly allocations: ReadPlan["allocations"];
      readonly outcome: PublishedOutcome;
      readonly files: PlanFiles;
    },
    PlanNotFoundRefusal
  >
> {
  const planned = await planUseful(snapshot, policy, facts);
  if (!planned.ok) return planned;
  const equal = await planUseful(snapshot, EQUAL_COVERAGE, facts);
  if (!equal.ok) return equal;
  const { allocations, outcomes, unused, files } = planned.value;
  const unmetFloors = planned.value.unmetFloors.map(({ needs }) => ({
    lines: needs.map(({ need: { callId, callLineNumber, partyCode, itemId }, promised }) => {
      return { callId, callLineNumber, partyCode, itemId, promised };
    }),
  }));
  const { problem, plan, certificate } = files;
  const verdict = checkCertificate(problem, plan, certificate);
  if (!verdict.accepted) {
    const [first] = verdict.faults;
    const reason = `the plan failed its check: ${first?.at} ${first?.rule}: ${first?.reason}`;
    return refuse({ code: "plan_not_found", reason });
  }
  const least = new Set(snapshot.needs.filter((need) => isLeastDeveloped(need, facts.listings)).map(needKey));
  const lines = snapshot.needs.flatMap((need, index): PublishedLine[] => {
    const line = outcomes[index];
    if (line === undefined) return [];
    const { partyCode, itemId } = need;
    const leastDeveloped = least.has(needKey(need));
    return [{ ...line, partyCode, itemId, coverage: line.allocated / line.asked, leastDeveloped }];
  });
  const shareBefore = sumShares(snapshot, equal.value.outcomes, least);
  const shareAfter = sumShares(snapshot, outcomes, least);
  return accept({ allocations, outcome: { lines, unused, unmetFloors, shareBefore, shareAfter }, files });
}

/**
 * The plan in which no line gets fewer units than are of use to it. Lines that would are left out and get nothing, the
 * quarter of them that is furthest from its smallest useful quantity first (ties by key), and the rest is planned again,
 * until none falls short: what is let go may lift another over its bound. What bound them is what bound them then.
 */
async function planUseful(
  snapshot: Snapshot,
  policy: Policy,
  facts: AllocationFacts,
): Promise<Result<ProvenPlan, PlanNotFoundRefusal>> {
  const periods = choosePeriods(snapshot);
  const leftOut = new Map<string, LineOutcome>();
  for (;;) {
    const needs = snapshot.needs.filter((need) => !leftOut.has(needKey(need)));
    const solved = await solveOnce({ ...snapshot, needs }, policy, { facts, periods });
    if (!solved.ok) return solved;
    const found = new Map(solved.value.outcomes.map((outcome) => [needKey(outcome), outcome]));
    const short = listShort(needs, found);
    if (short.length === 0) {
      const outcomes = snapshot.needs.flatMap(
        (need) => found.get(needKey(need)) ?? leftOut.get(needKey(need)) ?? [],
      );
      return accept({ ...solved.value, outcomes });
    }
    for (const { outcome } of short.slice(0, Math.ceil(short.length / 4))) {
      leftOut.set(needKey(outcome), { ...outcome, allocated: asQuantity(0) });
    }
  }
}

interface ShortLine {
  readonly outcome: LineOutcome;
  /** Allocated ÷ smallest useful, below 1. */
  readonly part: number;
}

/** The lines that get something, but fewer units than are of use; the furthest from it first. */
function listShort(
  needs: readonly SnapshotNeed[],
  outcomes: ReadonlyMap<string, LineOutcome>,
): readonly ShortLine[] {
  return needs
    .flatMap((need): ShortLine[] => {
      const outcome = outcomes.get(needKey(need));
      if (outcome === undefined || outcome.allocated === 0) return [];
      const part = outcome.allocated / need.smallestUseful;
      return part < 1 ? [{ outcome, part }] : [];
    })
    .toSorted((a, b) => a.part - b.part || (needKey(a.outcome) < needKey(b.outcome) ? -1 : 1));
}

async function solveOnce(
  snapshot: Snapshot,
  policy: Policy,
  { facts, periods }: { readonly facts: AllocationFacts; readonly periods: PlanPeriods },
): Promise<Result<ProvenPlan, PlanNotFoundRefusal>> {
  const built = buildProblem(snapshot, periods, { policy, facts });
  const result = await solvePlan(built.problem);
  switch (result.status) {
    case "solved":
      return accept({
        ...readPlan(snapshot, built, result.plan, periods),
        files: writePlanFiles(built.problem, result.plan),
      });
    case "malformed": {
      const [first] = result.problems;
      const reason = first === undefined ? "malformed" : `${first.field} ${first.rule} ${first.value}`;
      return refuse({ code: "plan_not_found", reason });
    }
    case "too_large":
      return refuse({ code: "plan_not_found", reason: `${result.columns} columns, at most ${result.limit}` });
    case "unsolved":
      return refuse({ code: "plan_not_found", reason: result.reason });
  }
}
