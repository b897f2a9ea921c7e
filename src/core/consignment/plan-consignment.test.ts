import { describe, expect, test } from "vitest";
import type { Agreement } from "#core/agreement/agreement.ts";
import { asQuantity } from "#core/quantity.ts";
import { CONSIGNMENT, GATE, GIVER, GOWNS, idOf, MASKS, PLANT, TAKER } from "#core/testing/book.ts";
import { asDay } from "#core/time.ts";
import { isConsignmentNumber } from "./number.ts";
import { decidePlanConsignment, type PlanConsignment } from "./plan-consignment.ts";

const line = {
  callId: idOf<"call">(41),
  callLineNumber: 1,
  fromSiteId: PLANT,
  toSiteId: GATE,
  departOn: asDay("2020-05-01"),
  arriveOn: asDay("2020-05-09"),
  redirectsLineNumber: null,
  askedShelfLifeDays: null,
  shelfLifeAskedBy: null,
  agreedShelfLifeDays: null,
};
const agreement: Agreement = {
  id: idOf<"agreement">(42),
  giverId: GIVER,
  recipientId: TAKER,
  roundId: null,
  redirectsConsignmentId: null,
  holderId: null,
  status: "agreed",
  giverConsents: true,
  recipientConsents: true,
  lines: [
    { ...line, lineNumber: 1, supplyId: MASKS, quantity: asQuantity(100) },
    { ...line, lineNumber: 2, supplyId: GOWNS, quantity: asQuantity(40) },
  ],
};

function plan(
  lines: readonly [line: number, quantity: number][],
  rest: {
    already?: [number, number][];
    command?: Partial<PlanConsignment>;
    agreement?: Partial<Agreement>;
  } = {},
) {
  const command: PlanConsignment = {
    agreementId: agreement.id,
    mode: "air",
    fromSiteId: PLANT,
    toSiteId: GATE,
    lines: lines.map(([number, quantity]) => ({
      agreementLineNumber: number,
      quantity: asQuantity(quantity),
    })),
    ...rest.command,
  };
  const facts = { id: CONSIGNMENT, already: new Map(rest.already ?? []) };
  return decidePlanConsignment(command, { ...agreement, ...rest.agreement }, facts);
}

function rulesOf(answer: ReturnType<typeof plan>): unknown {
  if (answer.ok) return "planned";
  if (answer.refusal.code !== "malformed") return answer.refusal.code;
  return answer.refusal.problems.map(({ field, rule }) => [field, rule]);
}

describe("planning a consignment", () => {
  test("carries lines of the agreement, numbered anew, under a number with a check character", () => {
    const planned = plan([
      [2, 40],
      [1, 60],
    ]);
    if (!planned.ok) throw new Error(planned.refusal.code);
    const { consignment, agreementLineNumbers } = planned.value;
    expect(consignment).toMatchObject({ status: "planned", giverId: GIVER, recipientId: TAKER, mode: "air" });
    expect(isConsignmentNumber(consignment.number)).toBe(true);
    expect(consignment.lines).toEqual([
      { lineNumber: 1, supplyId: GOWNS, quantity: 40 },
      { lineNumber: 2, supplyId: MASKS, quantity: 60 },
    ]);
    expect(agreementLineNumbers).toEqual([2, 1]);
  });

  test("takes what other consignments have left, and no more", () => {
    expect(rulesOf(plan([[1, 30]], { already: [[1, 70]] }))).toBe("planned");
    const refused = plan([[1, 31]], { already: [[1, 70]] });
    expect(!refused.ok && refused.refusal.code === "malformed" && refused.refusal.problems).toEqual([
      { field: "lines.0.quantity", value: "31", rule: "more_than_agreed", facts: { agreed: 100, left: 30 } },
    ]);
  });

  test("names every problem of every line", () => {
    const elsewhere = { fromSiteId: GATE, toSiteId: PLANT };
    expect(
      rulesOf(
        plan(
          [
            [1, 101],
            [1, 1],
            [9, 1],
          ],
          { command: elsewhere },
        ),
      ),
    ).toEqual([
      ["lines.0.quantity", "more_than_agreed"],
      ["fromSiteId", "other_site_than_agreed"],
      ["toSiteId", "other_site_than_agreed"],
      ["lines.1.agreementLineNumber", "doubled_line"],
      ["lines.2.agreementLineNumber", "unknown_agreement_line"],
    ]);
  });

  test.each(["proposed", "in_consultation", "declined", "withdrawn", "fulfilled"] as const)(
    "is refused under an agreement that is %s, before anything else",
    (status) => {
      expect(plan([[9, 1]], { agreement: { status } })).toEqual({
        ok: false,
        refusal: { code: "agreement_not_concluded", agreementId: agreement.id, status },
      });
    },
  );
});
