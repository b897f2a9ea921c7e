import { asQuantity } from "#core/quantity.ts";
import type { PlannedGoods } from "#core/team/deployment.ts";
import { TEAM_TYPES, type TeamType } from "#core/team/team.ts";
import { addDays, type Day } from "#core/time.ts";
import type { SharedGoods } from "#planner/indivisible/plan-together.ts";
import type {
  AssignmentPlan,
  AssignmentProblem,
  AssignmentStage,
  CallStatus,
} from "#planner/indivisible/problem.ts";
import type { BuiltProblem } from "./build-problem.ts";
import { dayOfPeriod, type PlanPeriods } from "./periods.ts";
import { type FacilityKind, findFacility, listFacilityNeeds } from "./site-facilities.ts";
import type { Snapshot } from "./snapshot.ts";
import {
  type AbsentTeam,
  findTeamMismatch,
  type SnapshotTeam,
  type SnapshotTeamCall,
  type SnapshotTeams,
} from "./team-snapshot.ts";

/** A need of a team that goes somewhere, and by what it is met. Amounts are watts or litres a minute; of goods, units. */
export type MetTeamNeed =
  | {
      readonly by: "facility";
      readonly need: FacilityKind;
      readonly amount: number;
      /** What the site has for all teams there; `null`: without limit. */
      readonly has: number | null;
    }
  | {
      readonly by: "goods";
      readonly items: readonly string[];
      readonly quantity: number;
      readonly sendings: readonly PlannedGoods[];
    };

/** What a team is called by. */
type TeamName = Pick<
  SnapshotTeam,
  "teamOfferId" | "teamId" | "teamName" | "partyId" | "partyCode" | "number"
>;

/** A team that a plan sends somewhere. */
export interface SentTeam extends TeamName {
  readonly teamCallId: string;
  readonly recipientId: string;
  readonly recipientCode: string;
  readonly siteId: string;
  /** As what it goes: the first type of the call's that it is of. */
  readonly type: TeamType;
  readonly fromDay: Day;
  readonly untilDay: Day;
  readonly emergency: string | null;
  readonly needs: readonly MetTeamNeed[];
}

/** What a call for teams has in a plan. */
export interface TeamCallOutcome
  extends Pick<SnapshotTeamCall, "teamCallId" | "partyCode" | "siteId" | "types" | "fromDay" | "untilDay"> {
  readonly wanted: number;
  /** Promised before, or there. */
  readonly promised: number;
  /** What it has with the plan, those among them. */
  readonly got: number;
  /** got ÷ (weight × wanted). */
  readonly level: number;
  readonly status: CallStatus;
}

/** What a planned round found of teams, as published. */
export interface TeamOutcome {
  readonly sent: readonly SentTeam[];
  readonly calls: readonly TeamCallOutcome[];
  /** Teams that could go and stay, and teams that could not. `reason`: `null` of the first. */
  readonly staying: readonly (TeamName & {
    readonly reason: AbsentTeam["reason"] | null;
  })[];
  /** Names of teams that have not stated what they need, and are planned as needing nothing. */
  readonly needsNotStated: readonly string[];
  readonly stages: readonly AssignmentStage[];
  readonly proven: boolean;
}

/** A solved joint problem; `shared`: what the rows of the goods stand for. */
interface Solved {
  readonly problem: AssignmentProblem;
  readonly plan: AssignmentPlan;
  readonly goods: SharedGoods;
  readonly shared: BuiltProblem;
}

/** The plan of a round's teams in the words of the field: units and calls are those of the snapshot, in its order. */
export function readTeamPlan(
  snapshot: Snapshot & { readonly teams: SnapshotTeams },
  solved: Solved,
  periods: PlanPeriods,
): TeamOutcome {
  const { teams, calls, absent } = snapshot.teams;
  const { plan } = solved;
  const sendings = listSendings(solved, calls, periods);
  const sent = plan.assignments.flatMap((one): SentTeam[] => {
    const team = teams[one.unit];
    const call = calls[one.call];
    if (team === undefined || call === undefined) return [];
    return [tellSent(snapshot.teams, { team, call, unit: one.unit }, { plan, sendings })];
  });
  return {
    sent,
    calls: calls.map((call, c) => tellCall(call, teams, plan.calls[c])),
    staying: [
      ...plan.unused.flatMap((u) =>
        teams[u] === undefined ? [] : [{ ...nameTeam(teams[u]), reason: null }],
      ),
      ...absent,
    ],
    needsNotStated: [...new Set(teams.filter(({ needs }) => needs === null).map(({ teamName }) => teamName))],
    stages: plan.stages,
    proven: plan.proven,
  };
}

function nameTeam({ teamOfferId, teamId, teamName, partyId, partyCode, number }: SnapshotTeam): TeamName {
  return { teamOfferId, teamId, teamName, partyId, partyCode, number };
}

function tellSent(
  { sites }: SnapshotTeams,
  {
    team,
    call,
    unit,
  }: { readonly team: SnapshotTeam; readonly call: SnapshotTeamCall; readonly unit: number },
  {
    plan,
    sendings,
  }: { readonly plan: AssignmentPlan; readonly sendings: ReadonlyMap<string, readonly PlannedGoods[]> },
): SentTeam {
  const site = sites.find(({ siteId }) => siteId === call.siteId);
  const facilities = listFacilityNeeds(team.needs);
  const has = (kind: FacilityKind) => (site === undefined ? null : (findFacility(site, kind) ?? null));
  const needs = plan.needs.flatMap(({ unit: of, need, by }): MetTeamNeed[] => {
    if (of !== unit) return [];
    const facility = facilities[need];
    if (facility !== undefined) {
      return [{ by: "facility", need: facility.kind, amount: facility.amount, has: has(facility.kind) }];
    }
    const wanted = team.needs?.goods[need - facilities.length];
    if (wanted === undefined) return [];
    const { items, quantity } = wanted;
    if (by === "facility") return [{ by, need: { kind: "goods", items }, amount: 0, has: null }];
    return [{ by, items, quantity, sendings: sendings.get(`${unit} ${need}`) ?? [] }];
  });
  return {
    ...nameTeam(team),
    teamCallId: call.teamCallId,
    recipientId: call.partyId,
    recipientCode: call.partyCode,
    siteId: call.siteId,
    type: TEAM_TYPES.find((type) => call.types.includes(type) && team.types.includes(type)) ?? "type_2",
    fromDay: call.fromDay,
    untilDay: call.untilDay,
    emergency: call.emergency,
    needs,
  };
}

/** What is sent for each need, by `unit need`: from the plan of the goods, whose last lines are those of needs. */
function listSendings(
  { problem, plan, goods, shared }: Solved,
  calls: readonly SnapshotTeamCall[],
  periods: PlanPeriods,
): ReadonlyMap<string, readonly PlannedGoods[]> {
  const own = problem.goods?.demands.length ?? 0;
  // As `addNeeds` orders them: the free ones, then what is held fast, sending by sending.
  const held = new Set(goods.fixed.map(({ unit, need }) => `${unit} ${need}`));
  const free = plan.needs.filter(({ unit, need, by }) => by === "goods" && !held.has(`${unit} ${need}`));
  const rows = [...free, ...goods.fixed];
  const names = rows.map(({ unit, need }) => `${unit} ${need}`);
  const callOf = new Map(plan.assignments.map(({ unit, call }) => [unit, calls[call]]));
  const severities = rows.map(({ unit }) => callOf.get(unit)?.severity);
  const found = new Map<string, PlannedGoods[]>();
  for (const one of goods.plan.allocations) {
    const name = names[one.demand - own];
    const supply = shared.supplies[one.supply];
    const lane = shared.lanes[one.lane];
    if (name === undefined || supply === undefined || lane === undefined) continue;
    const departOn = dayOfPeriod(periods, one.departPeriod);
    const { supplyId, giverId, itemId, siteId: fromSiteId } = supply;
    const sending = {
      supplyId,
      giverId,
      itemId,
      quantity: asQuantity(one.quantity),
      laneId: lane.laneId,
      fromSiteId,
      departOn,
      arriveOn: addDays(departOn, lane.transitDays),
      severity: severities[one.demand - own] ?? 1,
    };
    found.set(name, [...(found.get(name) ?? []), sending]);
  }
  return found;
}

function tellCall(
  call: SnapshotTeamCall,
  teams: readonly SnapshotTeam[],
  outcome: AssignmentPlan["calls"][number] | undefined,
): TeamCallOutcome {
  const { teamCallId, partyCode, siteId, types, fromDay, untilDay, count: wanted, promised } = call;
  const { got = promised, level = 0, status = "no_unit" } = outcome ?? {};
  return {
    teamCallId,
    partyCode,
    siteId,
    types,
    fromDay,
    untilDay,
    wanted,
    promised,
    got,
    level,
    status: status === "no_unit" || status === "language" ? tellLack(call, teams) : status,
  };
}

/** In the problem a call names the teams that can answer it by type and days: here the first of both that none passes. */
function tellLack(call: SnapshotTeamCall, teams: readonly SnapshotTeam[]): CallStatus {
  const mismatches = teams.map((team) => findTeamMismatch(team, call));
  if (mismatches.includes("window")) return "window";
  return mismatches.includes("language") ? "language" : "no_unit";
}
