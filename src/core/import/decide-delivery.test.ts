import { describe, expect, test } from "vitest";
import { asQuantity } from "#core/quantity.ts";
import { asDay, occurredInMonth, occurredOn } from "#core/time.ts";
import { decideDelivery, type DeliveryRow } from "./decide-delivery.ts";
import { buildCountryFunding, buildGovernment, findFunding } from "./funder.ts";

const INDIA = { code: "IND", names: { en: "India" } };
const ROW: DeliveryRow = {
  recipient: "AFG",
  recipientName: "AFG",
  item: "covid_19_vaccine_unspecified",
  site: null,
  producer: null,
  quantity: asQuantity(500_000),
  giver: buildGovernment(INDIA),
  funder: null,
  terms: "grant",
  pipeline: "Other",
  received: occurredInMonth("2021-03"),
  sent: null,
  source: null,
  lot: null,
  expiry: null,
  reference: null,
};
const AT = { line: 3, bounds: null };
const BOUNDS = { earliest: asDay("2020-01-01"), latest: asDay("2022-05-31") };
const rulesOf = (change: Partial<DeliveryRow>) =>
  decideDelivery({ ...ROW, ...change }, AT).problems.map(({ rule }) => rule);

describe("a delivery", () => {
  test("has the giver and terms that the row states", () => {
    const { draft } = decideDelivery(ROW, AT);
    expect(draft).toMatchObject({ giver: { code: "IND", kind: "government" }, terms: "grant", line: 3 });
  });

  test("keeps the day on which it was sent, beside the one on which it came", () => {
    const sent = occurredOn(asDay("2021-02-10"));
    expect(decideDelivery({ ...ROW, sent }, AT).draft).toMatchObject({ sent, occurred: ROW.received });
    expect(decideDelivery(ROW, AT).draft?.sent).toBeNull();
  });

  test("of a named maker is of that vaccine", () => {
    const { draft } = decideDelivery({ ...ROW, producer: "covid_19_vaccine_sinovac" }, AT);
    expect(draft?.itemId).toBe("covid_19_vaccine_sinovac");
  });

  test("without a date lies between the bounds, and its text claims no month and no year", () => {
    expect(decideDelivery({ ...ROW, received: null }, { line: 3, bounds: BOUNDS }).draft?.occurred).toEqual({
      from: "2020-01-01",
      to: "2022-05-31",
      precision: "span",
      text: "XXXX-XX",
    });
    expect(rulesOf({ received: null })).toEqual(["missing"]);
  });

  test("is refused only where its days cannot be, not where they may be", () => {
    expect(rulesOf({ sent: occurredOn(asDay("2021-03-31")) })).toEqual([]);
    expect(rulesOf({ sent: occurredOn(asDay("2021-04-01")) })).toEqual(["delivered_before_sent"]);
    expect(rulesOf({ expiry: asDay("2021-03-01") })).toEqual([]);
    expect(rulesOf({ expiry: asDay("2021-02-28") })).toEqual(["expired_before_delivery"]);
  });

  test("whose cells contradict each other is refused", () => {
    const funder = buildCountryFunding(INDIA);
    expect(rulesOf({ recipientName: "ETH" })).toEqual(["country_disagrees_with_its_name"]);
    expect(rulesOf({ funder })).toEqual(["giver_and_funder"]);
    expect(rulesOf({ giver: null, funder, terms: "sale" })).toEqual(["terms_disagree_with_funder"]);
    expect(rulesOf({ recipient: "IND", recipientName: null })).toEqual(["giver_is_recipient"]);
    expect(rulesOf({ giver: null, terms: null, item: null })).toEqual(["missing", "missing"]);
  });
});

describe("a funder's word", () => {
  const read = (text: string) => {
    const found = findFunding(text);
    return found === undefined ? undefined : [found.giver.code, found.terms];
  };
  test.each([
    ["Procured", ["NOT-STATED", "sale"]],
    ["Unknown", ["NOT-STATED", "not_stated"]],
    ["Global", ["COVAX", "grant"]],
    ["African Vaccine Acquisition Trust", ["AVAT", "not_stated"]],
    ["African Vaccine  Aquisition Trust ", ["AVAT", "not_stated"]],
    ["Private Sector", ["PRIVATE-SECTOR", "not_stated"]],
    ["Somebody", undefined],
  ])("%s", (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test("is refused outside the pipeline that gives it its meaning", () => {
    const funder = findFunding("Global") ?? null;
    const row = { giver: null, terms: null, funder };
    expect(rulesOf({ ...row, pipeline: "COVAX" })).toEqual([]);
    expect(rulesOf({ ...row, pipeline: "Other" })).toEqual(["funder_of_another_pipeline"]);
  });
});
