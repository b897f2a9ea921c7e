import type { AllocationFacts } from "#core/allocation/build-problem.ts";
import type { PlanFiles } from "#core/allocation/plan-files.ts";
import type { PlanProgress, planSnapshot } from "#core/allocation/plan-snapshot.ts";
import type { Policy } from "#core/allocation/policy.ts";
import type { Snapshot } from "#core/allocation/snapshot.ts";
import type { SnapshotTeams } from "#core/allocation/team-snapshot.ts";
import type { DestinationExplanation } from "#core/explanation/explain-destination.ts";
import type { TeamCallExplanation } from "#core/explanation/explain-round-teams.ts";
import type { PlanExplanation } from "#core/explanation/facts.ts";
import type { ItemPack } from "#core/item/item.ts";
import type { solveProven, TrialTask, tryChanges } from "#core/what-if/try-changes.ts";

/** A round that is planned. */
export interface PlanTask {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly facts: AllocationFacts;
}

/** A plan that is explained: its files as they are kept, and the packs of its items by their index. */
export interface ExplainTask {
  readonly texts: Readonly<Record<keyof PlanFiles, string>>;
  readonly packs: ReadonlyMap<number, readonly ItemPack[]>;
}

/** A team of a round, or a call for teams, that is explained: by the key of its row. */
export interface ExplainTeamTask {
  readonly texts: AssignmentTexts;
  readonly teams: SnapshotTeams;
  readonly of: { readonly unit: string } | { readonly call: string };
}

/** Problem and plan of a round's teams, as they are kept with it. */
export type AssignmentTexts = Readonly<Record<"problem" | "plan", string>>;

/** Of whichever was asked; `undefined` where the plan has no such row. */
export interface ExplainedTeam {
  readonly destination: DestinationExplanation | undefined;
  readonly call: TeamCallExplanation | undefined;
}

/** What a thread can be asked, and what it answers; everything in it can be copied between threads. */
export interface ThreadWork {
  readonly plan: { readonly task: PlanTask; readonly answer: Awaited<ReturnType<typeof planSnapshot>> };
  readonly explain: { readonly task: ExplainTask; readonly answer: PlanExplanation };
  readonly explain_team: { readonly task: ExplainTeamTask; readonly answer: ExplainedTeam };
  readonly solve: {
    readonly task: TrialTask["problem"];
    readonly answer: Awaited<ReturnType<typeof solveProven>>;
  };
  readonly try: { readonly task: TrialTask; readonly answer: Awaited<ReturnType<typeof tryChanges>> };
}

export type ThreadTask<Kind extends keyof ThreadWork = keyof ThreadWork> = {
  readonly [K in Kind]: { readonly kind: K; readonly task: ThreadWork[K]["task"] };
}[Kind];

export type ThreadAnswer<Kind extends keyof ThreadWork> = ThreadWork[Kind]["answer"];

/** What a thread sends: how far it is, any number of times, then its answer. */
export type ThreadMessage =
  | { readonly progress: PlanProgress }
  | { readonly answer: ThreadAnswer<keyof ThreadWork> };
