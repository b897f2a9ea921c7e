import { describe, expect, test } from "vitest";
import { GATE, MASKS, supplyOf, TAKER } from "#core/testing/book.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, asInstant } from "#core/time.ts";
import { asId } from "#core/id.ts";
import { decideSessionCorrection } from "./correct-session.ts";
import { decideSession, type RecordSession } from "./decide-session.ts";

const items = new Map([
  ["vaccine", { of: null, unit: "E27", quantityMax: 1000 }],
  ["covid", { of: "vaccine", unit: "E27", quantityMax: 1000 }],
  ["measles", { of: "vaccine", unit: "E27", quantityMax: 1000 }],
  ["gown", { of: null, unit: "H87", quantityMax: 1000 }],
]);
const LOT = MASKS;
const facts = {
  isOwnSite: true,
  now: asInstant("2021-08-01T12:00:00Z"),
  items,
  supplies: new Map([[LOT, supplyOf({ itemId: "covid", expiry: asDay("2021-07-10") })]]),
};
const ten = asQuantity(10);
const session = (rest: Partial<RecordSession>): RecordSession => ({
  partyId: TAKER,
  siteId: GATE,
  itemId: "covid",
  heldOn: asDay("2021-07-01"),
  lines: [{ outcome: "given", quantity: ten, doseNumber: "1" }],
  ...rest,
});
const refusalOf = (rest: Partial<RecordSession>) => {
  const decided = decideSession(session(rest), facts);
  if (decided.ok) return "accepted";
  const { refusal } = decided;
  if (refusal.code !== "malformed") return refusal.code;
  return refusal.problems.map(({ field, rule }) => [field, rule]);
};

describe("a session report", () => {
  test("posts doses of a known lot as used or wasted, and holds those without one", () => {
    const decided = decideSession(
      session({
        lines: [
          { outcome: "given", supplyId: LOT, doseNumber: "1", quantity: asQuantity(6) },
          { outcome: "given", supplyId: LOT, doseNumber: "2", quantity: asQuantity(3) },
          { outcome: "wasted", supplyId: LOT, wasteReason: "open_vial", quantity: asQuantity(1) },
          { outcome: "given", doseNumber: "2", quantity: ten },
        ],
        groups: [
          { group: "female", quantity: 12 },
          { group: "male", quantity: 7 },
        ],
      }),
      facts,
    );
    if (!decided.ok) throw new Error("refused");
    expect(decided.value.unsettled).toBe(10);
    expect(
      decided.value.movements.map(({ kind, quantity, from, to }) => [kind, quantity, from.stage, to.stage]),
    ).toEqual([
      ["use", 9, "received", "used"],
      ["waste", 1, "received", "wasted"],
    ]);
  });

  test.each<[string, Partial<RecordSession>, unknown]>([
    ["an item that is not counted in doses", { itemId: "gown" }, [["itemId", "not_counted_in_doses"]]],
    ["no such item", { itemId: "x" }, [["itemId", "unknown_item"]]],
    ["a day to come", { heldOn: asDay("2021-08-02") }, [["heldOn", "occurred_in_the_future"]]],
    ["nothing", { lines: [] }, [["lines", "at_least_one"]]],
    [
      "more than one line of the item may state",
      { lines: [{ outcome: "given", quantity: asQuantity(1001) }] },
      [["lines", "quantity_above_bound"]],
    ],
    [
      "waste without a reason, and a reason without waste",
      {
        lines: [
          { outcome: "wasted", quantity: ten },
          { outcome: "given", quantity: ten, wasteReason: "broken" },
        ],
      },
      [
        ["lines.0.wasteReason", "missing"],
        ["lines.1.wasteReason", "only_of_wasted_doses"],
      ],
    ],
    [
      "wasted doses with number and group",
      {
        lines: [{ outcome: "wasted", quantity: ten, wasteReason: "vvm", doseNumber: "1", group: "female" }],
      },
      [
        ["lines.0.doseNumber", "only_of_given_doses"],
        ["lines.0.group", "only_of_given_doses"],
      ],
    ],
    [
      "the same line twice",
      {
        lines: [
          { outcome: "given", quantity: ten },
          { outcome: "given", quantity: ten },
        ],
      },
      [["lines.1", "doubled_line"]],
    ],
    [
      "a name where a code of a group must stand",
      { lines: [{ outcome: "given", quantity: ten, group: "Ada Lovelace" }] },
      [["lines.0.group", "not_a_group_code"]],
    ],
    [
      "groups that do not add up",
      { groups: [{ group: "female", quantity: 4 }] },
      [["groups", "groups_do_not_add_up"]],
    ],
    [
      "groups that the lines have already",
      {
        lines: [{ outcome: "given", quantity: ten, group: "female" }],
        groups: [{ group: "female", quantity: 10 }],
      },
      [["groups", "groups_stated_twice"]],
    ],
    [
      "a lot of another vaccine",
      { itemId: "measles", lines: [{ outcome: "given", quantity: ten, supplyId: LOT }] },
      [["lines.0.supplyId", "lot_of_another_item"]],
    ],
    [
      "a lot that nobody knows",
      {
        lines: [{ outcome: "given", quantity: ten, supplyId: asId("00000000-0000-7000-8000-00000000ffff") }],
      },
      "unknown_supply",
    ],
    [
      "a dose given after its lot had expired",
      { heldOn: asDay("2021-07-11"), lines: [{ outcome: "given", quantity: ten, supplyId: LOT }] },
      "expired",
    ],
    [
      "but not one wasted then",
      {
        heldOn: asDay("2021-07-11"),
        lines: [{ outcome: "wasted", quantity: ten, supplyId: LOT, wasteReason: "expired" }],
      },
      "accepted",
    ],
  ])("is refused: %s", (_name, rest, expected) => {
    expect(refusalOf(rest)).toEqual(expected);
  });

  test("is corrected by what differs, and by all of it where the day differs", () => {
    const line = {
      outcome: "given",
      supplyId: LOT,
      doseNumber: null,
      group: null,
      wasteReason: null,
    } as const;
    const before = {
      ...session({}),
      id: asId<"command">("00000000-0000-7000-8000-0000000000aa"),
      sourceUrl: null,
      corrects: null,
      reason: "command",
      groups: [],
      lines: [
        { ...line, quantity: ten },
        { ...line, supplyId: null, quantity: asQuantity(7) },
      ],
    } as const;
    const settled = [{ outcome: "given", supplyId: LOT, quantity: 4 }] as const;
    const after = { ...before, lines: [{ ...line, quantity: asQuantity(12) }] };
    const same = decideSessionCorrection(before, settled, after);
    expect(same.fewer).toBe(3);
    expect(same.movements).toMatchObject([{ kind: "use", reversal: true, quantity: 2 }]);
    const later = decideSessionCorrection(before, settled, { ...after, heldOn: asDay("2021-07-02") });
    expect(later.movements).toMatchObject([
      { reversal: true, quantity: 14, occurred: { from: "2021-07-01" } },
      { reversal: false, quantity: 12, occurred: { from: "2021-07-02" } },
    ]);
  });
});
