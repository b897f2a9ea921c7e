import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { type AddSite, decideAddSite } from "./site.ts";

const id = asId<"site">("0195f3a0-0000-7000-8000-000000000001");
const countries = new Map([["ETH", { alpha2: "ET" }]]);
const site: AddSite = {
  partyId: asId<"party">("0195f3a0-0000-7000-8000-000000000002"),
  code: "ETADD-STORE",
  name: "Central store",
  kind: "warehouse",
  country: "ETH",
};

describe("adding a site", () => {
  test("keeps what was said and leaves the rest open", () => {
    const decided = decideAddSite({ ...site, unLocode: "ETADD" }, { id, countries });
    expect(decided).toEqual({
      ok: true,
      value: { ...site, id, unLocode: "ETADD", latitude: null, longitude: null },
    });
  });

  test("names every problem at once", () => {
    const decided = decideAddSite({ ...site, country: "ZZZ", latitude: 9 }, { id, countries });
    expect(decided.ok ? [] : decided.refusal.problems.map(({ field, rule }) => [field, rule])).toEqual([
      ["country", "unknown_country"],
      ["longitude", "both_coordinates"],
    ]);
  });

  test("refuses a name that puts a condition", () => {
    const decided = decideAddSite({ ...site, name: "Store, provided that they vote" }, { id, countries });
    expect(decided).toMatchObject({
      refusal: { problems: [{ field: "name", rule: "conditions_attached" }] },
    });
  });

  test("refuses a UN/LOCODE of another country", () => {
    const decided = decideAddSite({ ...site, unLocode: "KENBO" }, { id, countries });
    expect(decided.ok ? [] : decided.refusal.problems.map(({ rule }) => rule)).toEqual([
      "un_locode_of_another_country",
    ]);
  });
});
