import { describe, expect, test } from "vitest";
import { postEntry } from "#core/ledger/post-entry.ts";
import type { Quantity } from "#core/quantity.ts";
import { asQuantity } from "#core/quantity.ts";
import { CONSIGNMENT, GATE, GIVER, idOf, MASKS, TAKER } from "#core/testing/book.ts";
import { asDay, asInstant, occurredInMonth, occurredOn } from "#core/time.ts";
import { checkDelivery, type Delivery, listDeliveryMovements } from "./record-delivery.ts";

const delivery: Delivery = {
  id: idOf<"command">(51),
  giver: { code: "COVAX", name: "COVAX", kind: "agency", country: null },
  recipientCountry: "ETH",
  itemId: "covid_19_vaccine",
  quantity: asQuantity(2_184_000),
  terms: "not_stated",
  pipeline: "COVAX",
  occurred: occurredInMonth("2021-03"),
  sourceUrl: null,
  lotNumber: null,
  expiry: null,
  line: 7,
};
const facts = {
  now: asInstant("2021-03-02T00:00:00Z"),
  items: new Map([
    ["covid_19_vaccine", { kind: "item", quantityMax: 1e9 }],
    ["vaccine", { kind: "category", quantityMax: 1e9 }],
  ]),
  countries: new Map([["ETH", {}]]),
};
const route = {
  supplyId: MASKS,
  giverId: GIVER,
  recipientId: TAKER,
  siteId: GATE,
  consignmentId: CONSIGNMENT,
};

function rulesOf(rest: Partial<Delivery>): unknown {
  return checkDelivery({ ...delivery, ...rest }, facts).map(({ field, rule, line }) => [line, field, rule]);
}

describe("a delivery recorded afterwards", () => {
  test("is pledged, reserved, sent and received in one entry, in the time of its source", () => {
    const movements = listDeliveryMovements(delivery, route);
    expect(movements.map((one) => [one.kind, one.recipientId, one.consignmentId])).toEqual([
      ["pledge", TAKER, null],
      ["reserve", TAKER, null],
      ["dispatch", TAKER, CONSIGNMENT],
      ["receive", TAKER, CONSIGNMENT],
    ]);
    expect(new Set(movements.map((one) => one.occurred))).toEqual(new Set([delivery.occurred]));
    const entry = { id: delivery.id, reason: "command", corrects: null, movements } as const;
    const posted = postEntry(entry, new Map(), new Set([MASKS]));
    const left = posted.ok ? [...posted.value.values()].filter((one) => one.unitsIn !== one.unitsOut) : [];
    expect(left.map(({ partyId, stage, unitsIn, unitsOut }) => [partyId, stage, unitsIn - unitsOut])).toEqual(
      [
        [GIVER, "produced", -2_184_000],
        [TAKER, "received", 2_184_000],
      ],
    );
  });

  test("leaves when its source says that it was sent, and is received when it says so, each as precisely", () => {
    const sent = occurredOn(asDay("2020-12-28"));
    const times = listDeliveryMovements({ ...delivery, sent }, route).map((one) => [one.kind, one.occurred]);
    expect(Object.fromEntries(times)).toEqual({
      pledge: sent,
      reserve: sent,
      dispatch: sent,
      receive: delivery.occurred,
    });
    const unsaid = listDeliveryMovements({ ...delivery, sent: null }, route);
    expect(new Set(unsaid.map((one) => one.occurred))).toEqual(new Set([delivery.occurred]));
  });

  test("may have happened in the month that is not over yet", () => {
    expect(rulesOf({})).toEqual([]);
  });

  test.each([
    [{ itemId: "unheard_of" }, [[7, "itemId", "unknown_item"]]],
    [{ itemId: "vaccine" }, [[7, "itemId", "category_not_item"]]],
    [{ quantity: asQuantity(1e9 + 1) }, [[7, "quantity", "quantity_above_bound"]]],
    [{ quantity: asQuantity(0) }, [[7, "quantity", "positive_whole_number"]]],
    // A caller may have got past the type.
    [{ quantity: 0.5 as Quantity }, [[7, "quantity", "positive_whole_number"]]],
    [{ pipeline: "Only if ETH votes with us at the UN" }, [[7, "pipeline", "not_a_pipeline_code"]]],
    [
      { giver: { ...delivery.giver, name: "AID, in return for a vote" } },
      [[7, "giver", "conditions_attached"]],
    ],
    [{ recipientCountry: "XXX" }, [[7, "recipientCountry", "unknown_country"]]],
    [{ sent: occurredInMonth("2021-04") }, [[7, "occurred", "delivered_before_sent"]]],
    [{ occurred: occurredInMonth("2021-04") }, [[7, "occurred", "occurred_in_the_future"]]],
  ])("%j is refused", (rest, expected) => {
    expect(rulesOf(rest)).toEqual(expected);
  });

  test("has every problem named at once", () => {
    const all = {
      itemId: "x",
      quantity: asQuantity(0),
      recipientCountry: "X",
      occurred: occurredInMonth("2022-01"),
    };
    expect(rulesOf(all)).toHaveLength(4);
  });
});
