import type { RefusalText } from "./refusal-text.ts";

/** The refusals of equipment with serial numbers, with their status and words. */
export const EQUIPMENT_REFUSALS = {
  asset_not_received: {
    status: 409,
    title: "Unit not received",
    sentence:
      "{received} units of this supply were received there, and {commissioned} are at work: nothing is put to work before it is received.",
  },
  assets_outnumber_units: {
    status: 409,
    title: "More assets than units",
    sentence:
      "There would be {assets} assets and {units} units of this supply at the site: say which assets go with the units, or what became of them.",
  },
  does_not_run: {
    status: 422,
    title: "Does not run there",
    sentence:
      "This equipment does not run at the site, for want of {needs}. Send what lets it run along, or state anew what the site has.",
  },
  equipment_model_exists: {
    status: 409,
    title: "Model exists",
    sentence: "There is a model {name} of {maker} already.",
  },
} as const satisfies Readonly<Record<string, RefusalText>>;
