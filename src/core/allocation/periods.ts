import { addDays, type Day, dayOf, daysBetween } from "#core/time.ts";
import type { Snapshot } from "./snapshot.ts";

/** How the days of a plan are counted: period p begins on `start` + p × `days`. */
export interface PlanPeriods {
  readonly start: Day;
  /** Days in a period: 1, 7 or 28. */
  readonly days: number;
  readonly count: number;
}

/** A plan has at most so many periods; a longer one is counted in longer periods. */
const PERIODS_MAX = 64;

/** The lengths that a period can have, in days. */
const LENGTHS = [1, 7, 28] as const;

/**
 * The periods of a plan: from the cut-off (in a scenario, whose days may lie in the past, from the first day that anything is
 * available) to the end of the last window, and to the last arrival of a team and of what it needs, in days, weeks or four weeks, whichever is the shortest with at most 64
 * periods (beyond that: four weeks, as many as it takes).
 *
 * Everything is rounded so that a plan can be kept: goods leave on the first day of a period that is not before they are
 * available, and arrive on the first day of the period that is not before their transit has ended.
 */
export function choosePeriods(snapshot: Snapshot): PlanPeriods {
  const firsts = snapshot.supplies.map((supply) => supply.availableFrom).toSorted();
  const lasts = [...snapshot.needs.map((need) => need.windowTo), ...listTeamDays(snapshot)].toSorted();
  const today = dayOf(snapshot.cutOff);
  const start = snapshot.scenario === null ? today : (firsts[0] ?? today);
  const end = lasts.at(-1) ?? start;
  const span = Math.max(1, daysBetween(start, end) + 1);
  const days = LENGTHS.find((length) => Math.ceil(span / length) <= PERIODS_MAX) ?? 28;
  return { start, days, count: Math.ceil(span / days) };
}

/** The days until which a round of teams looks: their calls' first, and the last on which goods for a team could be in time. */
function listTeamDays({ teams }: Snapshot): Day[] {
  if (teams === undefined) return [];
  const within = teams.teams.flatMap(({ needs }) => (needs?.goods ?? []).map((one) => one.withinDays));
  return teams.calls.map(({ fromDay }) => addDays(fromDay, Math.max(0, ...within)));
}

/** The day on which a period begins. */
export function dayOfPeriod(periods: PlanPeriods, period: number): Day {
  return addDays(periods.start, period * periods.days);
}

/** The first period that begins on `day` or later; 0 at the least. */
export function periodFrom(periods: PlanPeriods, day: Day): number {
  return Math.max(0, Math.ceil(daysBetween(periods.start, day) / periods.days));
}

/** The last period that begins on `day` or earlier; negative when the plan begins after it. */
export function periodUntil(periods: PlanPeriods, day: Day): number {
  return Math.floor(daysBetween(periods.start, day) / periods.days);
}
