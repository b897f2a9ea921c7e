import { type Day, daysBetween } from "#core/time.ts";
import { DOSE_STEPS } from "./dose-report.ts";
import { findSeries, type PersonDose, type PersonFacts } from "./person-dose.ts";
import type { DoseNumber } from "./session-report.ts";

/** How many of those who got one dose of a series got the next, and after how long. Persons, not doses, are counted. */
export interface PersonStep {
  /** The category of the vaccines that are compared. */
  readonly series: string;
  readonly from: DoseNumber;
  readonly to: DoseNumber;
  /** Persons who got the first of the two. */
  readonly persons: number;
  /** Those of them who got the next. */
  readonly next: number;
  /** Those of the others for whom it is too early by their vaccine's schedule: they have not dropped out. */
  readonly notYetDue: number;
  /** Of those for whom it was time, the share without the next, to two decimals of a percent; `null` of nobody. */
  readonly dropOutPercent: number | null;
  /** Days from the first of the two to the next; `null` where nobody got both. `median` is the lower one of two. */
  readonly intervalDays: {
    readonly least: number;
    readonly median: number;
    readonly greatest: number;
  } | null;
}

/**
 * Drop-out and intervals from one dose to the next by the persons who got them, up to `today`. A person's first dose of each number
 * counts; one is due once the usual interval (or, without one, the least) of the vaccine given has passed, and at once where neither is
 * known. Steps that nobody has begun are left out, and, but for the one from the first dose, those that nobody has taken.
 *
 * Cost: linear in doses, and a sort of intervals.
 */
export function measureSteps(doses: readonly PersonDose[], facts: PersonFacts, today: Day): PersonStep[] {
  const bySeries = new Map<string, Map<string, Map<DoseNumber, PersonDose>>>();
  for (const dose of doses) {
    const series = findSeries(dose.itemId, facts.items);
    if (series === null || dose.doseNumber === null) continue;
    const persons = bySeries.get(series) ?? new Map<string, Map<DoseNumber, PersonDose>>();
    bySeries.set(series, persons);
    const own = persons.get(dose.pseudonym) ?? new Map<DoseNumber, PersonDose>();
    persons.set(dose.pseudonym, own);
    const known = own.get(dose.doseNumber);
    if (known === undefined || dose.heldOn < known.heldOn) own.set(dose.doseNumber, dose);
  }
  return [...bySeries]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([series, persons]) =>
      DOSE_STEPS.map(([from, to]) => ({
        series,
        from,
        to,
        ...measureStep([...persons.values()], { from, to, facts, today }),
      })),
    )
    .filter(({ from, persons, next }) => persons > 0 && (from === "1" || next > 0));
}

function measureStep(
  persons: readonly ReadonlyMap<DoseNumber, PersonDose>[],
  step: {
    readonly from: DoseNumber;
    readonly to: DoseNumber;
    readonly facts: PersonFacts;
    readonly today: Day;
  },
): Omit<PersonStep, "series" | "from" | "to"> {
  const { from, to, facts, today } = step;
  const begun = persons.flatMap((own) => {
    const first = own.get(from);
    return first === undefined ? [] : [{ first, next: own.get(to) }];
  });
  const intervals = begun
    .flatMap(({ first, next }) => (next === undefined ? [] : [daysBetween(first.heldOn, next.heldOn)]))
    .toSorted((a, b) => a - b);
  const notYetDue = begun.filter(({ first, next }) => {
    const schedule = facts.scheduleOf(first.itemId);
    const days = schedule?.usualIntervalDays ?? schedule?.leastIntervalDays ?? 0;
    return next === undefined && daysBetween(first.heldOn, today) < days;
  }).length;
  const due = begun.length - notYetDue;
  const missing = due - intervals.length;
  return {
    persons: begun.length,
    next: intervals.length,
    notYetDue,
    dropOutPercent: due === 0 ? null : Math.round((missing / due) * 10_000) / 100,
    intervalDays: summarise(intervals),
  };
}

function summarise(sorted: readonly number[]): PersonStep["intervalDays"] {
  const [least] = sorted;
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  const greatest = sorted.at(-1);
  if (least === undefined || median === undefined || greatest === undefined) return null;
  return { least, median, greatest };
}
