import { checkCertificate } from "#certificate/check-certificate.ts";
import { EQUAL_COVERAGE, type Policy } from "#core/allocation/policy.ts";
import { type LineOutcome } from "#core/allocation/round.ts";
import type { PlanNotFoundRefusal } from "#core/allocation/round.ts";
import type { ItemShare } from "#core/allocation/coverage.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import { PLAN_LIMITS, solvePlan } from "#planner/solve-plan.ts";
import { type AllocationFacts, buildProblem } from "./build-problem.ts";
import { listRunRemarks, type RunRemark } from "./list-run-remarks.ts";
import { choosePeriods } from "./periods.ts";
import { type AssignmentFiles, solveBesideTeams, solveTeams } from "./plan-teams.ts";
import type { TeamOutcome } from "./read-team-plan.ts";
import { type PlanFiles, writePlanFiles } from "./plan-files.ts";
import { needKey, type ReadPlan, readPlan, sumShares, type UnusedUnits } from "./read-plan.ts";
import type { Snapshot } from "./snapshot.ts";
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
  /** Models that answer a line and do not run at its site, or of which that is not known. Left out where there is none. */
  readonly equipment?: readonly RunRemark[] | undefined;
  /** With every line weighing the same, and under the round's policy. */
  readonly shareBefore: readonly PublishedShare[];
  readonly shareAfter: readonly PublishedShare[];
  /** Where teams go; left out by rounds in which no call for teams had fewer than it asked. */
  readonly teams?: TeamOutcome | undefined;
}

/** How far planning is: lines at rest of all, under the round's policy, then with equal weights; then the plan is checked. */
export interface PlanProgress {
  readonly phase: "policy" | "equal" | "check";
  readonly settled: number;
  /** 0 where the phase counts no lines. */
  readonly lines: number;
}
type TellProgress = (progress: PlanProgress) => void;

/** A plan in the words of the field, with the files that prove it. */
interface ProvenPlan extends ReadPlan {
  readonly files: PlanFiles;
  readonly teams?: TeamOutcome;
  readonly assignment?: AssignmentFiles;
}

/**
 * The plan of a snapshot under a policy, with what bound every line and both measures of the least developed countries. The
 * same snapshot gives the same plan, byte for byte, and the same files. What is not accepted by the independent checker is
 * no plan. Refuses with `plan_not_found`. Solves two problems. `tell` hears when a phase begins, and of lines that come to rest.
 */
export async function planSnapshot(
  snapshot: Snapshot,
  policy: Policy,
  facts: AllocationFacts,
  tell: TellProgress = () => undefined,
): Promise<
  Result<
    {
      readonly allocations: ReadPlan["allocations"];
      readonly outcome: PublishedOutcome;
      readonly files: PlanFiles;
      /** Of teams and goods together, where there are teams. */
      readonly assignment?: AssignmentFiles;
    },
    PlanNotFoundRefusal
  >
> {
  const both = await solveBoth(snapshot, policy, { facts, tell });
  tell({ phase: "check", settled: 0, lines: 0 });
  if (!both.ok) return both;
  const { planned, equalOutcomes } = both.value;
  const { allocations, outcomes, unused, files, teams, assignment } = planned;
  const unmetFloors = planned.unmetFloors.map(({ needs }) => ({
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
  const shareBefore = sumShares(snapshot, equalOutcomes, least);
  const shareAfter = sumShares(snapshot, outcomes, least);
  const remarks = listRunRemarks(snapshot, facts.items);
  const equipment = remarks.length === 0 ? {} : { equipment: remarks };
  const outcome = { lines, unused, unmetFloors, ...equipment, shareBefore, shareAfter };
  if (teams === undefined || assignment === undefined) return accept({ allocations, outcome, files });
  return accept({ allocations, outcome: { ...outcome, teams }, files, assignment });
}

/** The plan, and what lines get with equal weights: beside teams, where there are any. */
async function solveBoth(
  snapshot: Snapshot,
  policy: Policy,
  { facts, tell }: { readonly facts: AllocationFacts; readonly tell: TellProgress },
): Promise<
  Result<{ readonly planned: ProvenPlan; readonly equalOutcomes: ReadPlan["outcomes"] }, PlanNotFoundRefusal>
> {
  const { teams } = snapshot;
  const tellOf = (phase: PlanProgress["phase"]) => {
    tell({ phase, settled: 0, lines: 0 });
    return (settled: number, lines: number) => tell({ phase, settled, lines });
  };
  if (teams === undefined) {
    const planned = await solveSnapshot(snapshot, policy, { facts, onProgress: tellOf("policy") });
    if (!planned.ok) return planned;
    const equal = await solveSnapshot(snapshot, EQUAL_COVERAGE, { facts, onProgress: tellOf("equal") });
    return equal.ok ? accept({ planned: planned.value, equalOutcomes: equal.value.outcomes }) : equal;
  }
  tellOf("policy");
  const planned = await solveTeams({ ...snapshot, teams }, policy, facts);
  if (!planned.ok) return planned;
  const { assigned } = planned.value;
  tellOf("equal");
  const equal = await solveBesideTeams({ ...snapshot, teams }, EQUAL_COVERAGE, { facts, assigned });
  return equal.ok ? accept({ planned: planned.value, equalOutcomes: equal.value.outcomes }) : equal;
}

/** Lines that would get fewer units than are of use to them get none: the problem says so, and its plan proves it. */
async function solveSnapshot(
  snapshot: Snapshot,
  policy: Policy,
  {
    facts,
    onProgress,
  }: {
    readonly facts: AllocationFacts;
    readonly onProgress: (settled: number, lines: number) => void;
  },
): Promise<Result<ProvenPlan, PlanNotFoundRefusal>> {
  const periods = choosePeriods(snapshot);
  const built = buildProblem(snapshot, periods, { policy, facts });
  const result = await solvePlan(built.problem, PLAN_LIMITS, undefined, onProgress);
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
