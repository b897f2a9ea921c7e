import type { CommandId } from "#core/id.ts";
import type { Item } from "#core/item/item.ts";
import type { Problem } from "#core/result.ts";
import { type Day, daysBetween } from "#core/time.ts";
import type { DoseNumber } from "./session-report.ts";
import { listUpward } from "./unsettled.ts";

const PSEUDONYM = /^[0-9a-f]{64}$/;

/**
 * True for a pseudonym: HMAC-SHA-256 of the site's own identifier for a person, 64 small hexadecimal digits. Nothing that somebody
 * would write down of a person (a name, a number, a date of birth) has this form.
 */
export function isPseudonym(text: string): boolean {
  return PSEUDONYM.test(text);
}

/** Persons that one report has at most: a request of them all is well below the bound of a body. */
export const PERSONS_MAX = 5_000;

/** A line of a session report, as far as persons go. */
interface PersonsLine {
  readonly outcome: "given" | "wasted";
  readonly quantity: number;
  /** Pseudonyms of those who got the doses of the line. */
  readonly persons?: readonly string[] | undefined;
  /** Doses of the line of which it is not said who got them: 0 where it is left out and persons are stated. */
  readonly withoutPerson?: number | undefined;
}

/**
 * What is wrong with the persons of a report's lines: `site_of_another_party` (only whose site it is states persons),
 * `only_of_given_doses`, `not_a_pseudonym`, `doubled_person` (twice in one line), `persons_do_not_add_up` (persons and doses without
 * one are not the doses of the line), `too_many`. No problem repeats what was sent for a pseudonym: it may have been a name.
 */
export function listPersonProblems(lines: readonly PersonsLine[], isOwnSite: boolean): Problem[] {
  const count = lines.reduce((sum, { persons = [] }) => sum + persons.length, 0);
  const problems: Problem[] = [];
  if (count > PERSONS_MAX) {
    problems.push({
      field: "lines",
      value: String(count),
      rule: "too_many",
      facts: { maximum: PERSONS_MAX },
    });
  }
  if (!isOwnSite && count > 0) {
    problems.push({ field: "siteId", value: null, rule: "site_of_another_party" });
  }
  return [...problems, ...lines.flatMap(listLineProblems)];
}

function listLineProblems(
  { outcome, quantity, persons, withoutPerson = 0 }: PersonsLine,
  index: number,
): Problem[] {
  if (persons === undefined && withoutPerson === 0) return [];
  const field = `lines.${index}.persons`;
  if (outcome === "wasted") return [{ field, value: null, rule: "only_of_given_doses" }];
  const stated = persons ?? [];
  const seen = new Set<string>();
  const problems = stated.flatMap((person, at): Problem[] => {
    const own = { field: `${field}.${at}`, value: null };
    if (!isPseudonym(person)) return [{ ...own, rule: "not_a_pseudonym" }];
    if (seen.has(person)) return [{ ...own, rule: "doubled_person" }];
    seen.add(person);
    return [];
  });
  const sum = stated.length + withoutPerson;
  if (!Number.isSafeInteger(withoutPerson) || withoutPerson < 0 || sum !== quantity) {
    const facts = { persons: stated.length, withoutPerson, quantity };
    problems.push({ field, value: String(sum), rule: "persons_do_not_add_up", facts });
  }
  return problems;
}

/** A dose that a person got, of a report that stands. */
export interface PersonDose {
  readonly pseudonym: string;
  readonly reportId: CommandId;
  readonly lineNumber: number;
  readonly heldOn: Day;
  /** The vaccine of the lot, or what the report says: then it may be a category. */
  readonly itemId: string;
  readonly doseNumber: DoseNumber | null;
}

/**
 * What is conspicuous about a dose beside those that the same person got before. The dose was given, so it is recorded; somebody has to
 * look. `dose_given_already`: that dose of the series was given before; `interval_too_short`: fewer days after the dose before than the
 * schedule asks at least; `another_vaccine`: the series was begun with another one; `dose_out_of_order`: a later dose came first.
 */
export const DOSE_FLAGS = [
  "dose_given_already",
  "interval_too_short",
  "another_vaccine",
  "dose_out_of_order",
] as const;
export type DoseFlag = (typeof DOSE_FLAGS)[number];

/** A dose with what is conspicuous about it. */
export interface FlaggedDose {
  readonly dose: PersonDose;
  readonly flag: DoseFlag;
  /** Days since the dose that it is compared with; below 1 only of doses of one day. */
  readonly days: number;
  /** Days that the schedule asks at least; of `interval_too_short` alone. */
  readonly leastDays: number | null;
}

/** By which schedule a vaccine is given: see `vaccine-schedule.ts`. */
export interface Spacing {
  readonly leastIntervalDays: number | null;
  readonly usualIntervalDays: number | null;
}

/** What comparing doses needs to know of vaccines. */
export interface PersonFacts {
  readonly items: ReadonlyMap<string, Pick<Item, "of" | "kind" | "temperatureClass">>;
  readonly scheduleOf: (itemId: string) => Spacing | undefined;
}

/** Doses of a primary series by their number: those between which a schedule's interval lies. */
const NUMBERED = ["1", "2", "3", "4"] as const satisfies readonly DoseNumber[];

/**
 * The series that a vaccine belongs to: the outermost category below the root of all vaccines, so that doses against one disease are
 * compared with each other and with no others. `null` for the root itself.
 */
export function findSeries(itemId: string, items: PersonFacts["items"]): string | null {
  return listUpward(itemId, items).at(-2) ?? null;
}

/**
 * What is conspicuous about doses, person by person: each dose is compared with those of the same series that the same person got before
 * it (by day, then by report and line). An interval is held to the schedule of the vaccine that was given before; boosters are held to
 * none, and may be of another vaccine. Doses whose vaccine or number is not known are compared as far as they can be.
 *
 * Cost: a sort, and the doses of a person squared. It cannot see doses that were given elsewhere under another pseudonym.
 */
export function flagDoses(doses: readonly PersonDose[], facts: PersonFacts): FlaggedDose[] {
  return groupByPerson(doses, facts).flatMap((ofPerson) =>
    ofPerson.flatMap((dose, index) => flagDose(dose, ofPerson.slice(0, index), facts)),
  );
}

/** The doses of each person and series, in order. */
function groupByPerson(doses: readonly PersonDose[], { items }: PersonFacts): PersonDose[][] {
  const groups = new Map<string, PersonDose[]>();
  for (const dose of doses) {
    const series = findSeries(dose.itemId, items);
    if (series === null) continue;
    const key = `${dose.pseudonym} ${series}`;
    groups.set(key, [...(groups.get(key) ?? []), dose]);
  }
  return [...groups.values()].map((group) => group.toSorted(compareDoses));
}

function compareDoses(a: PersonDose, b: PersonDose): number {
  const key = ({ heldOn, reportId, lineNumber }: PersonDose) =>
    `${heldOn} ${reportId} ${String(lineNumber).padStart(6, "0")}`;
  return key(a) < key(b) ? -1 : 1;
}

function flagDose(dose: PersonDose, earlier: readonly PersonDose[], facts: PersonFacts): FlaggedDose[] {
  const before = earlier.at(-1);
  if (before === undefined) return [];
  const { doseNumber } = dose;
  const flags: FlaggedDose[] = [];
  const add = (flag: DoseFlag, other: PersonDose, leastDays: number | null = null): void => {
    flags.push({ dose, flag, days: daysBetween(other.heldOn, dose.heldOn), leastDays });
  };
  // A booster without a number can be any of several.
  const same = doseNumber === null || doseNumber === "booster" ? undefined : findSame(earlier, doseNumber);
  if (same !== undefined) add("dose_given_already", same);
  const rank = rankOf(doseNumber);
  if (rank === undefined) return flags;
  const leastDays = facts.scheduleOf(before.itemId)?.leastIntervalDays ?? null;
  const isSecond = rank > 0 && same === undefined;
  if (isSecond && leastDays !== null && daysBetween(before.heldOn, dose.heldOn) < leastDays) {
    add("interval_too_short", before, leastDays);
  }
  const other = earlier.find(({ itemId }) => isAnother(itemId, dose.itemId, facts));
  if (rank > 0 && other !== undefined) add("another_vaccine", other);
  const later = earlier.find((one) => (rankOf(one.doseNumber) ?? 0) > rank);
  if (later !== undefined) add("dose_out_of_order", later);
  return flags;
}

function findSame(earlier: readonly PersonDose[], doseNumber: DoseNumber): PersonDose | undefined {
  return earlier.findLast((one) => one.doseNumber === doseNumber);
}

function rankOf(doseNumber: DoseNumber | null): number | undefined {
  const rank = NUMBERED.findIndex((one) => one === doseNumber);
  return rank === -1 ? undefined : rank;
}

/** True where both vaccines are known, and are not the same. One whose maker is not stated has no temperature class. */
function isAnother(a: string, b: string, { items }: PersonFacts): boolean {
  const isKnown = (id: string): boolean => {
    const item = items.get(id);
    return item?.kind === "item" && item.temperatureClass !== null;
  };
  return a !== b && isKnown(a) && isKnown(b);
}
