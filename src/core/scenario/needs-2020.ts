import type { CallBasis } from "#core/call/call.ts";
import type { EstimatedLine } from "#core/estimate/estimate-needs.ts";
import { asQuantity, type Quantity } from "#core/quantity.ts";

/** An item of the scenario "2020", and the items of the estimate whose need it answers. */
interface ScenarioNeed {
  readonly itemId: string;
  readonly estimatedItemIds: readonly string[];
}

/**
 * The items that the customs releases name, and which estimated needs each of them answers.
 *
 * WHO ESFT has no coveralls: a suit answers the need for gowns, of which WHO says that coveralls may stand in for them
 * (Rational use of personal protective equipment for COVID-19, 2020). Gloves, surgical, are those of the estimate, and not the
 * far larger need for examination gloves. A test is a molecular test of any platform. A ventilator is invasive or not, for the
 * releases count both.
 */
const SCENARIO_NEEDS: readonly ScenarioNeed[] = [
  { itemId: "medical_mask", estimatedItemIds: ["medical_mask"] },
  { itemId: "protective_suit", estimatedItemIds: ["gown"] },
  { itemId: "surgical_gloves", estimatedItemIds: ["surgical_gloves"] },
  {
    itemId: "nucleic_acid_test",
    estimatedItemIds: ["high_throughput_pcr_test", "manual_pcr_test", "pcr_cartridge_test"],
  },
  { itemId: "ventilator", estimatedItemIds: ["intensive_care_ventilator", "non_invasive_ventilator"] },
];

/** A need of the scenario, as a line of a call. */
export interface ScenarioLine {
  readonly itemId: string;
  readonly quantity: Quantity;
  readonly basis: CallBasis;
}

/**
 * The estimate of a country as lines for the items of the scenario, in the order of the table above; an item for which
 * nothing was estimated has no line. The basis of a line names each item that it sums, with its quantity; the inputs of those
 * are in the estimate, which the same country and weeks give again. O(needs × lines).
 */
export function listScenarioLines(
  estimate: readonly EstimatedLine[],
  { country, weeks }: { readonly country: string; readonly weeks: number },
): readonly ScenarioLine[] {
  return SCENARIO_NEEDS.flatMap(({ itemId, estimatedItemIds }) => {
    const lines = estimate.filter((line) => estimatedItemIds.includes(line.itemId));
    const quantity = asQuantity(lines.reduce((sum, line) => sum + line.quantity, 0));
    if (quantity === 0) return [];
    const only = lines.length === 1 ? lines[0] : undefined;
    if (only !== undefined && only.itemId === itemId) return [{ itemId, quantity, basis: only.basis }];
    const parts = Object.fromEntries(lines.map((line) => [line.itemId, line.quantity]));
    return [{ itemId, quantity, basis: { method: "who_esft", inputs: { country, weeks, ...parts } } }];
  });
}

/** Share of the population that goes where distance cannot be kept, in percent, and new masks for each of them a week. */
const PUBLIC_MASKS = { wearersPercent: 60, masksPerWeek: 1 } as const;

/**
 * The public's need of non-medical masks: ⌈population × 60 % × 1 a week × weeks⌉.
 *
 * An assumption of the scenario, not a figure of WHO: its advice of 5 June 2020 (Advice on the use of masks in the context of
 * COVID-19, WHO/2019-nCoV/IPC_Masks/2020.4) says that governments should encourage the general public to wear non-medical
 * masks in public transport, shops and other places where distance cannot be kept, and that fabric masks are washed and worn
 * again; it gives no number. So three persons in five need one more mask a week.
 *
 * Worked example: 1,000 people, 43 weeks: 1,000 × 60 % × 43 = 25,800 masks. O(1).
 */
export function estimatePublicMasks(
  population: Quantity,
  { country, weeks }: { readonly country: string; readonly weeks: number },
): ScenarioLine {
  const { wearersPercent, masksPerWeek } = PUBLIC_MASKS;
  return {
    itemId: "non_medical_mask",
    quantity: asQuantity(Math.ceil((population * wearersPercent * masksPerWeek * weeks) / 100)),
    basis: {
      method: "population_share",
      inputs: { country, weeks, population, wearersPercent, masksPerWeek },
    },
  };
}
