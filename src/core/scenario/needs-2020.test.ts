import { describe, expect, test } from "vitest";
import type { EstimatedLine } from "#core/estimate/estimate-needs.ts";
import { asQuantity } from "#core/quantity.ts";
import { estimatePublicMasks, listScenarioLines } from "./needs-2020.ts";

const asked = { country: "ETH", weeks: 12 };

function line(itemId: string, quantity: number): EstimatedLine {
  return {
    itemId,
    unit: "H87",
    quantity: asQuantity(quantity),
    basis: { method: "who_esft", inputs: { country: "ETH", of: itemId } },
  };
}

describe("listScenarioLines", () => {
  test("sums what the estimate has apart, and says of what", () => {
    const lines = listScenarioLines(
      [line("intensive_care_ventilator", 4), line("non_invasive_ventilator", 1), line("gown", 7)],
      asked,
    );
    expect(lines).toEqual([
      {
        itemId: "protective_suit",
        quantity: 7,
        basis: { method: "who_esft", inputs: { ...asked, gown: 7 } },
      },
      {
        itemId: "ventilator",
        quantity: 5,
        basis: {
          method: "who_esft",
          inputs: { ...asked, intensive_care_ventilator: 4, non_invasive_ventilator: 1 },
        },
      },
    ]);
  });

  test("keeps every input of an item that is its own need", () => {
    const masks = line("medical_mask", 9);
    expect(listScenarioLines([masks, line("apron", 3)], asked)).toEqual([
      { itemId: "medical_mask", quantity: 9, basis: masks.basis },
    ]);
  });

  test("has no line for what was not estimated", () => {
    expect(listScenarioLines([], asked)).toEqual([]);
  });
});

describe("estimatePublicMasks", () => {
  test("gives the worked example of its description, with its inputs", () => {
    expect(estimatePublicMasks(asQuantity(1000), { country: "ETH", weeks: 43 })).toEqual({
      itemId: "non_medical_mask",
      quantity: 25_800,
      basis: {
        method: "population_share",
        inputs: { country: "ETH", weeks: 43, population: 1000, wearersPercent: 60, masksPerWeek: 1 },
      },
    });
  });

  test("rounds up, so that one person gets a mask", () => {
    expect(estimatePublicMasks(asQuantity(1), { country: "ETH", weeks: 1 }).quantity).toBe(1);
    expect(estimatePublicMasks(asQuantity(0), { country: "ETH", weeks: 1 }).quantity).toBe(0);
  });
});
