import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import type { Item } from "#core/item/item.ts";
import { addDays, asDay } from "#core/time.ts";
import {
  findSeries,
  flagDoses,
  isPseudonym,
  listPersonProblems,
  type PersonDose,
  type PersonFacts,
} from "./person-dose.ts";
import { measureSteps } from "./person-steps.ts";
import type { DoseNumber } from "./session-report.ts";
import { chooseSchedules, listScheduleProblems } from "./vaccine-schedule.ts";

type ItemFacts = Pick<Item, "of" | "kind" | "temperatureClass">;
const category = (of: string | null) => ({ of, kind: "category", temperatureClass: null }) as const;
const vaccine = (of: string) => ({ of, kind: "item", temperatureClass: "cool_2_8" }) as const;
const items: PersonFacts["items"] = new Map<string, ItemFacts>([
  ["vaccine", category(null)],
  ["covid", category("vaccine")],
  ["covid_a", vaccine("covid")],
  ["covid_b", vaccine("covid")],
  ["covid_any", { of: "covid", kind: "item", temperatureClass: null }],
  ["measles", vaccine("vaccine")],
]);
const spacing = { leastIntervalDays: 21, usualIntervalDays: 28 };
const facts: PersonFacts = { items, scheduleOf: (id) => (id === "covid_a" ? spacing : undefined) };

const ADA = "a".repeat(64);
const BEN = "b".repeat(64);
const FIRST = asDay("2021-03-01");
let lines = 0;
const dose = (day: number, doseNumber: DoseNumber | null, rest: Partial<PersonDose> = {}): PersonDose => ({
  pseudonym: ADA,
  reportId: asId<"command">("00000000-0000-7000-8000-000000000001"),
  lineNumber: (lines += 1),
  heldOn: addDays(FIRST, day),
  itemId: "covid_a",
  doseNumber,
  ...rest,
});
const flagsOf = (...doses: PersonDose[]) =>
  flagDoses(doses, facts).map(({ flag, days, leastDays }) => [flag, days, leastDays]);

describe("a pseudonym", () => {
  test("is 64 small hexadecimal digits, and nothing that a person is called by", () => {
    expect(isPseudonym(ADA)).toBe(true);
    for (const text of [
      "Ada Lovelace",
      "",
      "a".repeat(63),
      "A".repeat(64),
      `${ADA}\n`,
      "1815-12-10",
      "RSSMRA85T10A562S",
    ]) {
      expect(isPseudonym(text)).toBe(false);
    }
  });

  test("stands in the lines of a report as often as doses, or it is said how many have none", () => {
    const given = { outcome: "given", quantity: 2 } as const;
    const rulesOf = (line: Partial<Parameters<typeof listPersonProblems>[0][number]>, isOwnSite = true) =>
      listPersonProblems([{ ...given, ...line }], isOwnSite).map(({ field, value, rule }) => [
        field,
        value,
        rule,
      ]);
    expect(rulesOf({})).toEqual([]);
    expect(rulesOf({ persons: [ADA, BEN] })).toEqual([]);
    expect(rulesOf({ persons: [ADA], withoutPerson: 1 })).toEqual([]);
    const wrong = ["lines.0.persons", "1", "persons_do_not_add_up"];
    expect(rulesOf({ persons: [ADA] })).toEqual([wrong]);
    expect(rulesOf({ persons: [ADA, BEN], withoutPerson: 1 })).toEqual([["lines.0.persons", "3", wrong[2]]]);
    // What was sent in the place of a pseudonym is not repeated.
    expect(rulesOf({ persons: ["Ada Lovelace", ADA] })).toEqual([
      ["lines.0.persons.0", null, "not_a_pseudonym"],
    ]);
    expect(rulesOf({ persons: [ADA, ADA] })).toEqual([["lines.0.persons.1", null, "doubled_person"]]);
    expect(rulesOf({ outcome: "wasted", persons: [ADA, BEN] })).toEqual([
      ["lines.0.persons", null, "only_of_given_doses"],
    ]);
    expect(rulesOf({ persons: [ADA, BEN] }, false)).toEqual([["siteId", null, "site_of_another_party"]]);
    const many = {
      outcome: "given",
      quantity: 5001,
      persons: Array.from({ length: 5001 }, () => ADA),
    } as const;
    expect(listPersonProblems([many], true)[0]).toMatchObject({ rule: "too_many", facts: { maximum: 5000 } });
  });
});

describe("doses of a person", () => {
  test("are compared within a series: the outermost category below all vaccines", () => {
    expect(["covid_a", "covid", "measles", "vaccine"].map((id) => findSeries(id, items))).toEqual([
      "covid",
      "covid",
      "measles",
      null,
    ]);
    expect(flagsOf(dose(0, "1"), dose(1, "1", { itemId: "measles" }))).toEqual([]);
    expect(flagsOf(dose(0, "1"), dose(1, "1", { pseudonym: BEN }))).toEqual([]);
  });

  test("in time are not conspicuous, in whatever order they were reported", () => {
    expect(flagsOf(dose(21, "2"), dose(0, "1"), dose(180, "booster_1"))).toEqual([]);
  });

  test("too early, once more, of another vaccine or out of order are", () => {
    expect(flagsOf(dose(0, "1"), dose(20, "2"))).toEqual([["interval_too_short", 20, 21]]);
    expect(flagsOf(dose(0, "1"), dose(30, "1"))).toEqual([["dose_given_already", 30, null]]);
    expect(flagsOf(dose(0, "1"), dose(30, "2", { itemId: "covid_b" }))).toEqual([
      ["another_vaccine", 30, null],
    ]);
    expect(flagsOf(dose(0, "2"), dose(30, "1"))).toEqual([["dose_out_of_order", 30, null]]);
    expect(flagsOf(dose(0, "single"), dose(0, "single"))).toEqual([["dose_given_already", 0, null]]);
    expect(flagsOf(dose(0, "1"), dose(3, "2", { itemId: "covid_b" }))).toEqual([
      ["interval_too_short", 3, 21],
      ["another_vaccine", 3, null],
    ]);
  });

  test("are compared as far as vaccine and number are known", () => {
    expect(flagsOf(dose(0, "1"), dose(30, "2", { itemId: "covid" }))).toEqual([]);
    expect(flagsOf(dose(0, "1"), dose(30, "2", { itemId: "covid_any" }))).toEqual([]);
    expect(flagsOf(dose(0, "1", { itemId: "covid_b" }), dose(1, "2", { itemId: "covid_b" }))).toEqual([]);
    expect(flagsOf(dose(0, null), dose(1, null))).toEqual([]);
    // Boosters are of any vaccine, at any time, and several of those without a number.
    expect(flagsOf(dose(0, "1"), dose(1, "booster", { itemId: "covid_b" }), dose(2, "booster"))).toEqual([]);
  });
});

describe("steps from dose to dose", () => {
  const today = addDays(FIRST, 40);
  test("count persons, and not those for whom it is too early as drop-outs", () => {
    const persons = ["1", "2", "3", "4"].map((digit) => digit.repeat(64));
    const doses = persons.map((pseudonym, at) => dose(at === 3 ? 20 : 0, "1", { pseudonym }));
    const second = persons.slice(0, 2).map((pseudonym, at) => dose(21 + at * 8, "2", { pseudonym }));
    // Once more to the first of them: a dose, and no further person.
    const again = dose(35, "2", { pseudonym: persons[0] ?? "" });
    expect(measureSteps([...doses, ...second, again], facts, today)).toEqual([
      {
        series: "covid",
        from: "1",
        to: "2",
        persons: 4,
        next: 2,
        notYetDue: 1,
        dropOutPercent: 33.33,
        intervalDays: { least: 21, median: 21, greatest: 29 },
      },
    ]);
  });

  test("say nothing of an interval that nobody has, nor of a share of nobody", () => {
    expect(measureSteps([dose(39, "1")], facts, today)).toMatchObject([
      { persons: 1, next: 0, notYetDue: 1, dropOutPercent: null, intervalDays: null },
    ]);
    expect(measureSteps([dose(0, "single"), dose(0, null)], facts, today)).toEqual([]);
  });
});

describe("a schedule that a party states", () => {
  const units = new Map([
    ["covid_a", { unit: "E27" }],
    ["gown", { unit: "H87" }],
  ]);
  const own = { itemId: "covid_a", doses: 2, leastIntervalDays: 28, usualIntervalDays: 56, sourceUrl: null };
  const rulesOf = (rest: Partial<typeof own>) =>
    listScheduleProblems({ ...own, ...rest }, units).map(({ field, rule }) => [field, rule]);

  test("holds in place of the table's, item by item", () => {
    const table = [
      { ...own, leastIntervalDays: 21 },
      { ...own, itemId: "covid_b" },
    ];
    const chosen = chooseSchedules(table, [own]);
    expect([chosen.get("covid_a")?.leastIntervalDays, chosen.size]).toEqual([28, 2]);
  });

  test("is told everything that is wrong with it", () => {
    expect(rulesOf({})).toEqual([]);
    expect(rulesOf({ itemId: "gown", doses: 11 })).toEqual([
      ["itemId", "not_counted_in_doses"],
      ["doses", "out_of_range"],
    ]);
    expect(rulesOf({ itemId: "x", leastIntervalDays: 57 })).toEqual([
      ["itemId", "unknown_item"],
      ["usualIntervalDays", "usual_below_least"],
    ]);
    expect(rulesOf({ doses: 1 })).toEqual([
      ["leastIntervalDays", "interval_of_one_dose"],
      ["usualIntervalDays", "interval_of_one_dose"],
    ]);
    expect(rulesOf({ leastIntervalDays: 0 })).toEqual([["leastIntervalDays", "out_of_range"]]);
  });
});
