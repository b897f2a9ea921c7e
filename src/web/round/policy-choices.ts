import type { RoundView } from "#api/round.ts";
import {
  hasSameRules,
  OWN_POLICY_NAME,
  POLICIES,
  type Policy,
  type PolicyName,
} from "#core/allocation/policy.ts";
import { readCount } from "../display/command-form.tsx";

/** Who is served in full before others, as the form offers it. */
export const TIER_CHOICES = {
  none: [],
  ldc: [["ldc"]],
  ldc_then_others: [["ldc"], ["lldc", "sids"]],
} as const satisfies Readonly<Record<string, Policy["tiers"]>>;
export type TierChoice = keyof typeof TIER_CHOICES;

/** The rules that are numbers, by the path of their field in a policy. */
export const NUMBER_FIELDS = [
  "weightPerMille.ldc",
  "weightPerMille.lldc",
  "weightPerMille.sids",
  "floorPerMille.all",
  "floorPerMille.ldc",
  "floorPerMille.lldc",
  "floorPerMille.sids",
  "workforceMaxPerMille",
  "severityStepPerMille",
  "receivedPerMille",
  "carryOverPerMille",
  "capOfNeedPerMille",
  "capOfSupplyPerMille",
  "leastShelfLifeDays",
] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];

/** A policy as it stands in a form: what is typed, as text. */
export interface PolicyChoices {
  readonly name: PolicyName;
  readonly numbers: Readonly<Record<NumberField, string>>;
  readonly tier: TierChoice;
  readonly isCounted: boolean;
  readonly severityFirst: boolean;
}

/** The form filled with the rules of a policy that is at hand. */
export function choicesOf(name: PolicyName): PolicyChoices {
  return choicesOfRules(POLICIES[name], name);
}

/** The form filled with the rules of any policy, to be changed from there; weights of single countries have no field. */
export function choicesOfRules(
  policy: Omit<Policy, "name" | "tiers"> & { readonly tiers: readonly (readonly string[])[] },
  name: PolicyName,
): PolicyChoices {
  const tier = Object.entries(TIER_CHOICES).find(
    ([, lists]) => JSON.stringify(lists) === JSON.stringify(policy.tiers),
  );
  const { weightPerMille: weight, floorPerMille: floor } = policy;
  return {
    name,
    numbers: {
      "weightPerMille.ldc": `${weight.ldc}`,
      "weightPerMille.lldc": `${weight.lldc}`,
      "weightPerMille.sids": `${weight.sids}`,
      "floorPerMille.all": `${floor.all}`,
      "floorPerMille.ldc": `${floor.ldc}`,
      "floorPerMille.lldc": `${floor.lldc}`,
      "floorPerMille.sids": `${floor.sids}`,
      workforceMaxPerMille: `${policy.workforceMaxPerMille}`,
      severityStepPerMille: `${policy.severityStepPerMille}`,
      receivedPerMille: `${policy.receivedPerMille}`,
      carryOverPerMille: `${policy.carryOverPerMille}`,
      capOfNeedPerMille: `${policy.capOfNeedPerMille}`,
      capOfSupplyPerMille: `${policy.capOfSupplyPerMille}`,
      leastShelfLifeDays: `${policy.leastShelfLifeDays}`,
    },
    tier: (tier?.[0] ?? "none") as TierChoice, // a key of that table
    isCounted: policy.directAnswers === "counted",
    severityFirst: policy.severityFirst,
  };
}

/** The policy that a form stands for; what is not a number is sent as it is, to be refused with its field. */
export function makePolicy({
  name,
  numbers,
  tier,
  isCounted,
  severityFirst,
}: PolicyChoices): RoundView["policy"] {
  const count = (field: NumberField) => readCount(numbers[field]);
  const chosen: Policy = POLICIES[name];
  const policy: RoundView["policy"] = {
    name,
    version: chosen.version,
    floorPerMille: {
      all: count("floorPerMille.all"),
      ldc: count("floorPerMille.ldc"),
      lldc: count("floorPerMille.lldc"),
      sids: count("floorPerMille.sids"),
    },
    tiers: TIER_CHOICES[tier].map((lists) => [...lists]),
    weightPerMille: {
      ldc: count("weightPerMille.ldc"),
      lldc: count("weightPerMille.lldc"),
      sids: count("weightPerMille.sids"),
    },
    countryWeights: [],
    workforceMaxPerMille: count("workforceMaxPerMille"),
    severityStepPerMille: count("severityStepPerMille"),
    receivedPerMille: count("receivedPerMille"),
    carryOverPerMille: count("carryOverPerMille"),
    capOfNeedPerMille: count("capOfNeedPerMille"),
    capOfSupplyPerMille: count("capOfSupplyPerMille"),
    directAnswers: isCounted ? "counted" : "beside",
    leastShelfLifeDays: count("leastShelfLifeDays"),
    severityFirst,
  };
  // Changed, it is another policy, and says so.
  const isAsChosen = hasSameRules(policy, chosen);
  return isAsChosen ? policy : { ...policy, name: OWN_POLICY_NAME, version: 1 };
}
