import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { addDays, asDay } from "#core/time.ts";
import { type Candidate, isFree, matchTeam } from "./match-team.ts";
import type { TeamCall } from "./team-call.ts";

const host = asId<"party">("00000000-0000-7000-8000-000000000001");
const giver = asId<"party">("00000000-0000-7000-8000-000000000002");
const call: Pick<TeamCall, "partyId" | "types" | "fromDay" | "untilDay" | "languages"> = {
  partyId: host,
  types: ["type_1_fixed", "type_2"],
  fromDay: asDay("2026-04-01"),
  untilDay: asDay("2026-04-30"),
  languages: ["fr", "pt"],
};
const team: Candidate = {
  partyId: giver,
  capabilities: [{ type: "type_2", count: 1, specialities: [] }],
  availableFrom: asDay("2026-03-01"),
  availableUntil: asDay("2026-06-30"),
  languages: ["en", "fr"],
  deployedDays: [],
};
const april = { fromDay: asDay("2026-04-30"), untilDay: asDay("2026-05-20") };

describe("an offered team and a call", () => {
  test.each<[string, Partial<Candidate>, string, readonly string[], readonly string[]]>([
    ["that fits answers it", {}, "yes", [], []],
    ["of the host itself does not", { partyId: host }, "no", ["own_team"], []],
    [
      "of another type does not",
      { capabilities: [{ type: "type_3", count: 1, specialities: [] }] },
      "no",
      ["type"],
      [],
    ],
    ["that comes a day late does not", { availableFrom: asDay("2026-04-02") }, "no", ["starts_later"], []],
    ["that leaves a day early does not", { availableUntil: asDay("2026-04-29") }, "no", ["ends_earlier"], []],
    ["without one of the languages does not", { languages: ["en"] }, "no", ["language"], []],
    ["that is elsewhere on one of the days does not", { deployedDays: [april] }, "no", ["deployed"], []],
    [
      "of which a second can go does",
      { deployedDays: [april], capabilities: [{ type: "type_2", count: 2, specialities: [] }] },
      "yes",
      [],
      [],
    ],
    [
      "of which a list says nothing has to be asked",
      { availableFrom: null, availableUntil: null, languages: [] },
      "ask",
      [],
      ["days_not_stated", "languages_not_stated"],
    ],
    [
      "has all that stands against it told at once",
      { capabilities: [], availableFrom: asDay("2026-05-01"), languages: ["en"] },
      "no",
      ["type", "starts_later", "language", "deployed"],
      [],
    ],
  ])("%s", (_name, part, ...expected) => {
    const [answer, mismatches, unknowns] = expected;
    expect(matchTeam(call, { ...team, ...part })).toEqual({ answer, mismatches, unknowns });
  });

  test("a second team is free where one does two deployments one after the other, as a round plans it", () => {
    const days = (fromDay: string, untilDay: string) => ({
      fromDay: asDay(fromDay),
      untilDay: asDay(untilDay),
    });
    const own = (count: number, ...deployedDays: readonly ReturnType<typeof days>[]) => ({
      capabilities: [{ type: "type_2" as const, count, specialities: [] }],
      deployedDays,
    });
    const both = [days("2026-04-20", "2026-05-10"), days("2026-05-20", "2026-05-30")] as const;
    const may = days("2026-05-01", "2026-05-31");
    expect(isFree(own(2, ...both), may)).toBe(true);
    expect(isFree(own(1, ...both), days("2026-05-11", "2026-05-19"))).toBe(true);
    expect(isFree(own(1, ...both), may)).toBe(false);
    // On 20 May two are away.
    expect(isFree(own(2, ...both, days("2026-05-15", "2026-05-25")), may)).toBe(false);
  });

  test("a longer wish never makes a team free that was not", () => {
    const span = fc
      .record({ from: fc.integer({ min: 0, max: 60 }), days: fc.integer({ min: 0, max: 30 }) })
      .map(({ from, days }) => {
        const fromDay = addDays(asDay("2026-01-01"), from);
        return { fromDay, untilDay: addDays(fromDay, days) };
      });
    fc.assert(
      fc.property(
        span,
        fc.array(span, { maxLength: 4 }),
        fc.integer({ min: 1, max: 3 }),
        (wish, busy, count) => {
          const one = {
            capabilities: [{ type: "type_2" as const, count, specialities: [] }],
            deployedDays: busy,
          };
          if (isFree(one, { ...wish, untilDay: addDays(wish.untilDay, 5) }))
            expect(isFree(one, wish)).toBe(true);
          expect(isFree({ ...one, deployedDays: [] }, wish)).toBe(true);
        },
      ),
    );
  });
});
