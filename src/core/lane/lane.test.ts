import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { decideAddLane } from "./lane.ts";

const id = asId<"lane">("0195f3a0-0000-7000-8000-000000000001");
const from = asId<"site">("0195f3a0-0000-7000-8000-000000000002");
const to = asId<"site">("0195f3a0-0000-7000-8000-000000000003");
const partyId = asId<"party">("0195f3a0-0000-7000-8000-000000000004");
const lane = { partyId, fromSiteId: from, toSiteId: to, mode: "air", transitDays: 3 } as const;

describe("adding a lane", () => {
  test("leaves limits open that nobody stated", () => {
    const decided = decideAddLane(lane, { id, siteIds: new Set([from, to]), scenario: null });
    expect(decided.ok && decided.value).toMatchObject({
      transitDays: 3,
      massGramsPerDay: null,
      scenario: null,
    });
  });

  test("refuses unknown sites and a lane that ends where it begins, all at once", () => {
    const decided = decideAddLane({ ...lane, toSiteId: from }, { id, siteIds: new Set(), scenario: null });
    expect(decided.ok ? [] : decided.refusal.problems.map(({ field, rule }) => [field, rule])).toEqual([
      ["fromSiteId", "unknown_site"],
      ["toSiteId", "unknown_site"],
      ["toSiteId", "lane_ends_where_it_begins"],
    ]);
  });
});
