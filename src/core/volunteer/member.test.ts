import fc from "fast-check";
import { expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { addDays, asDay } from "#core/time.ts";
import { findMemberProblems } from "./member.ts";
import { listShownCounts } from "./roster-counts.ts";
import type { Volunteer } from "./volunteer.ts";

const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const FIRST = asDay("2026-03-01");
const day = (offset: number) => addDays(FIRST, offset);

const volunteer: Volunteer = {
  id: asId<"volunteer">(id(1)),
  partyId: asId<"party">(id(2)),
  reference: "V-1",
  name: "Ada",
  contact: "ada@a.test",
  profession: "2221",
  skills: [],
  languages: [],
  licences: [],
  days: [],
  consents: [],
};

/** Spans of days that do not overlap, in order: begin, length and gap of each. */
const spans = fc
  .array(fc.record({ gap: fc.integer({ min: 0, max: 3 }), length: fc.integer({ min: 1, max: 6 }) }), {
    maxLength: 5,
  })
  .map((parts) => {
    let next = -5;
    return parts.map(({ gap, length }) => {
      const from = next + gap;
      next = from + length;
      return { from, until: next - 1 };
    });
  });

test("availability holds a stay exactly when it holds each of the days that are left of it", () => {
  const seen = new Set<boolean>();
  fc.assert(
    fc.property(
      spans,
      fc.integer({ min: -3, max: 8 }),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: -5, max: 10 }),
      (windows, from, length, today) => {
        const until = from + length;
        const problems = findMemberProblems(
          {
            ...volunteer,
            days: windows.map((one) => ({ fromDay: day(one.from), untilDay: day(one.until) })),
          },
          {
            deployment: {
              id: asId<"deployment">(id(3)),
              status: "accepted",
              fromDay: day(from),
              untilDay: day(until),
            },
            today: day(today),
            rule: { professions: [], inHostCountry: false },
            country: "MOZ",
            memberships: [],
          },
        );
        // Day by day, over what is left; after its last day a deployment is of today.
        const left = [];
        for (let one = Math.max(from, today); one <= Math.max(until, today); one += 1) left.push(one);
        const expected = left.every((one) =>
          windows.some((window) => window.from <= one && one <= window.until),
        );
        seen.add(expected);
        expect(!problems.includes("not_available")).toBe(expected);
      },
    ),
    { numRuns: 500 },
  );
  expect(seen.size).toBe(2);
});

test("a count below five is not shown, whatever stands beside it", () => {
  const times = (key: string, count: number) => Array.from({ length: count }, () => key);
  expect(listShownCounts([...times("a", 5), ...times("b", 4), ...times("c", 6)])).toEqual([
    { key: "a", count: 5 },
    { key: "c", count: 6 },
  ]);
  expect(listShownCounts([])).toEqual([]);
});
