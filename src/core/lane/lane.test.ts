import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { decideAddLane } from "./lane.ts";

const id = asId<"lane">("0195f3a0-0000-7000-8000-000000000001");
const from = asId<"site">("0195f3a0-0000-7000-8000-000000000002");
const to = asId<"site">("0195f3a0-0000-7000-8000-000000000003");
const partyId = asId<"party">("0195f3a0-0000-7000-8000-000000000004");
const other = asId<"party">("0195f3a0-0000-7000-8000-000000000005");
const sites = new Map([
  [from, { partyId }],
  [to, { partyId: other }],
]);
const lane = { partyId, fromSiteId: from, toSiteId: to, mode: "air", transitDays: 3 } as const;

describe("adding a lane", () => {
  test("leaves limits open that nobody stated", () => {
    const decided = decideAddLane(lane, { id, sites, anywhere: false, scenario: null });
    expect(decided.ok && decided.value).toMatchObject({
      transitDays: 3,
      massGramsPerDay: null,
      scenario: null,
    });
  });

  test("refuses unknown sites and a lane that ends where it begins, all at once", () => {
    const decided = decideAddLane(
      { ...lane, toSiteId: from },
      { id, sites: new Map(), anywhere: false, scenario: null },
    );
    expect(decided).toMatchObject({
      refusal: {
        code: "malformed",
        problems: [
          { field: "fromSiteId", rule: "unknown_site" },
          { field: "toSiteId", rule: "unknown_site" },
          { field: "toSiteId", rule: "lane_ends_where_it_begins" },
        ],
      },
    });
  });

  test("refuses one between sites of others, or of nobody, unless the sender may add any", () => {
    for (const owner of [other, null]) {
      const strange = new Map([
        [from, { partyId: owner }],
        [to, { partyId: other }],
      ]);
      const facts = { id, sites: strange, anywhere: false, scenario: null };
      expect(decideAddLane(lane, facts)).toEqual({
        ok: false,
        refusal: { code: "lane_between_others", partyId, fromSiteId: from, toSiteId: to },
      });
      expect(decideAddLane(lane, { ...facts, anywhere: true }).ok).toBe(true);
    }
  });
});
