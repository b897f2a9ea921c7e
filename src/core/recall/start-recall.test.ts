import { describe, expect, test } from "vitest";
import { GIVER, idOf } from "#core/testing/book.ts";
import { decideStartRecall, type StartRecall } from "./start-recall.ts";

const facts = {
  id: idOf<"recall">(1),
  items: new Map([
    ["covid_19_vaccine", { kind: "item" }],
    ["vaccine", { kind: "category" }],
  ] as const),
  scenario: null,
  isSecretariat: false,
};

function decide(part: Partial<StartRecall>, isSecretariat = false) {
  const command: StartRecall = {
    partyId: GIVER,
    itemId: "covid_19_vaccine",
    lotNumbers: ["B2", "A1"],
    class: 1,
    reason: "contamination",
    remedy: "destroy",
    isDrill: false,
    ...part,
  };
  return decideStartRecall(command, { ...facts, isSecretariat });
}

function problemsOf(part: Partial<StartRecall>) {
  const answer = decide(part);
  return answer.ok ? [] : answer.refusal.problems.map(({ field, rule }) => [field, rule]);
}

describe("a recall", () => {
  test("by a giver is of its own supplies, by the secretariat of everybody's", () => {
    expect(decide({})).toMatchObject({ ok: true, value: { giverId: GIVER, lotNumbers: ["A1", "B2"] } });
    expect(decide({}, true)).toMatchObject({ ok: true, value: { giverId: null, status: "open" } });
  });

  test("may be of every lot of a trade item, which is stored with 14 digits", () => {
    expect(decide({ itemId: undefined, gtin: "6291041500213", lotNumbers: [] })).toMatchObject({
      value: { itemId: null, gtin: "06291041500213", lotNumbers: [] },
    });
  });

  test.each([
    [{ itemId: "nothing" }, [["itemId", "unknown_item"]]],
    [{ itemId: "vaccine" }, [["itemId", "category_instead_of_item"]]],
    [{ lotNumbers: [] }, [["lotNumbers", "lot_or_trade_item"]]],
    [{ itemId: undefined }, [["itemId", "item_of_lot"]]],
    [{ lotNumbers: ["A", "B", "A"] }, [["lotNumbers.2", "doubled_lot"]]],
    [
      { itemId: "nothing", gtin: "6291041500214", lotNumbers: ["A", "A"] },
      [
        ["itemId", "unknown_item"],
        ["gtin", "not_a_gtin"],
        ["lotNumbers.1", "doubled_lot"],
      ],
    ],
  ] as const)("%j is refused with every problem", (part, problems) => {
    expect(problemsOf(part)).toEqual(problems);
  });
});
