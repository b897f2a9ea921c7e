import { describe, expect, test } from "vitest";
import { GATE, MASKS, TAKER } from "#core/testing/book.ts";
import { asDay, asInstant } from "#core/time.ts";
import { type CountAdverseEvents, decideAdverseEvents, isRecordReference } from "./adverse-event.ts";

const now = asInstant("2021-08-01T12:00:00Z");
const command: CountAdverseEvents = {
  partyId: TAKER,
  siteId: GATE,
  supplyId: MASKS,
  knownOn: asDay("2021-07-31"),
  serious: 1,
  notSerious: 2,
  references: [],
  follows: 0,
};
const BASE = "https://fhir.example.org/r4";
const decide = (rest: Partial<CountAdverseEvents>, given = 3) =>
  decideAdverseEvents({ ...command, ...rest }, { now, given });
const rulesOf = (rest: Partial<CountAdverseEvents>) => {
  const decided = decide(rest);
  if (decided.ok || decided.refusal.code !== "malformed") return decided;
  return decided.refusal.problems.map(({ field, value, rule }) => [field, value, rule]);
};

describe("counts of adverse events", () => {
  test("go up to the doses given of the lot, and no further", () => {
    expect(decide({}).ok).toBe(true);
    expect(decide({}, 2)).toMatchObject({ refusal: { code: "events_exceed_doses", events: 3, given: 2 } });
    expect(decide({ serious: 0, notSerious: 0 }, 0).ok).toBe(true);
  });

  test("are whole numbers of a day that has been, with no more records than events", () => {
    expect(rulesOf({ knownOn: asDay("2021-08-02"), serious: -1, notSerious: 0.5 })).toEqual([
      ["knownOn", "2021-08-02", "occurred_in_the_future"],
      ["serious", "-1", "whole_number"],
      ["notSerious", "0.5", "whole_number"],
    ]);
    const one = { seriousness: "serious", reference: `${BASE}/AdverseEvent/17` } as const;
    expect(decide({ references: [one] }).ok).toBe(true);
    expect(rulesOf({ references: [one, one] })).toEqual([
      ["references.1.reference", one.reference, "doubled_reference"],
      ["references", "2", "more_references_than_events"],
    ]);
    expect(rulesOf({ references: [{ ...one, reference: "fever of Ada" }] })).toEqual([
      ["references.0.reference", null, "not_a_record_reference"],
    ]);
  });
});

describe("a reference to a record", () => {
  test.each([
    `${BASE}/AdverseEvent/17`,
    `${BASE}/Immunization/a-1/_history/2`,
    "http://10.0.0.1:8080/AdverseEvent/x1",
    "urn:uuid:019a0000-0000-7000-8000-000000000001",
    "urn:oid:1.2.36.146",
    "https://vigiflow.example.org/cases|IT-2021/00017",
    "urn:oid:2.16.840.1|17",
  ])("is %s", (text) => expect(isRecordReference(text)).toBe(true));

  test.each([
    "Ada Lovelace",
    `${BASE}/Patient/17`,
    `${BASE}/AdverseEvent/17?patient=ada`,
    `${BASE}/AdverseEvent/17#ada`,
    `${BASE}/AdverseEvent/ada-lovelace`,
    `${BASE}/AdverseEvent/${"1".repeat(65)}`,
    "https://ada:secret@fhir.example.org/AdverseEvent/17",
    "javascript:alert(1)//AdverseEvent/17",
    "https://vigiflow.example.org/cases|ADA",
    "https://vigiflow.example.org/cases|ada 17",
    "17",
    "",
  ])("is not %j", (text) => expect(isRecordReference(text)).toBe(false));
});
