import type { Policy } from "#core/allocation/policy.ts";

/** A rule of a policy that is one number: where it stands in it, and its range. */
interface PolicyRule {
  readonly path: string;
  readonly least: number;
  readonly most: number;
}

/**
 * The rules of a policy that a trial can set, each one whole number; what is true or false is 1 or 0. Tiers and the weights of
 * single countries are lists: they come with a policy's name. Ranges are those of the wire contract's policies.
 */
export const POLICY_RULES = {
  ldc: { path: "weightPerMille.ldc", least: 1000, most: 10_000 },
  lldc: { path: "weightPerMille.lldc", least: 1000, most: 10_000 },
  sids: { path: "weightPerMille.sids", least: 1000, most: 10_000 },
  severityFirst: { path: "severityFirst", least: 0, most: 1 },
  floorAll: { path: "floorPerMille.all", least: 0, most: 1000 },
  floorLdc: { path: "floorPerMille.ldc", least: 0, most: 1000 },
  floorLldc: { path: "floorPerMille.lldc", least: 0, most: 1000 },
  floorSids: { path: "floorPerMille.sids", least: 0, most: 1000 },
  workforceMaxPerMille: { path: "workforceMaxPerMille", least: 1000, most: 10_000 },
  severityStepPerMille: { path: "severityStepPerMille", least: 0, most: 1000 },
  receivedPerMille: { path: "receivedPerMille", least: 0, most: 900 },
  carryOverPerMille: { path: "carryOverPerMille", least: 0, most: 10_000 },
  capOfNeedPerMille: { path: "capOfNeedPerMille", least: 1, most: 1000 },
  capOfSupplyPerMille: { path: "capOfSupplyPerMille", least: 1, most: 1000 },
  directAnswersCounted: { path: "directAnswers", least: 0, most: 1 },
  leastShelfLifeDays: { path: "leastShelfLifeDays", least: 0, most: 3650 },
} as const satisfies Readonly<Record<string, PolicyRule>>;
export type PolicyField = keyof typeof POLICY_RULES;
export const POLICY_FIELDS = Object.keys(POLICY_RULES) as readonly PolicyField[]; // the keys of a const object

type Fields = Readonly<Record<PolicyField, number>>;

/** The rules of a policy by their names in a trial. */
export function listPolicyFields(policy: Omit<Policy, "tiers">): Fields {
  const { weightPerMille, floorPerMille } = policy;
  return {
    ...weightPerMille,
    severityFirst: policy.severityFirst ? 1 : 0,
    floorAll: floorPerMille.all,
    floorLdc: floorPerMille.ldc,
    floorLldc: floorPerMille.lldc,
    floorSids: floorPerMille.sids,
    workforceMaxPerMille: policy.workforceMaxPerMille,
    severityStepPerMille: policy.severityStepPerMille,
    receivedPerMille: policy.receivedPerMille,
    carryOverPerMille: policy.carryOverPerMille,
    capOfNeedPerMille: policy.capOfNeedPerMille,
    capOfSupplyPerMille: policy.capOfSupplyPerMille,
    directAnswersCounted: policy.directAnswers === "counted" ? 1 : 0,
    leastShelfLifeDays: policy.leastShelfLifeDays,
  };
}

/** The policy with these rules in place of its own. */
export function setPolicyFields(policy: Policy, fields: Fields): Policy {
  return {
    ...policy,
    weightPerMille: { ldc: fields.ldc, lldc: fields.lldc, sids: fields.sids },
    severityFirst: fields.severityFirst === 1,
    floorPerMille: {
      all: fields.floorAll,
      ldc: fields.floorLdc,
      lldc: fields.floorLldc,
      sids: fields.floorSids,
    },
    workforceMaxPerMille: fields.workforceMaxPerMille,
    severityStepPerMille: fields.severityStepPerMille,
    receivedPerMille: fields.receivedPerMille,
    carryOverPerMille: fields.carryOverPerMille,
    capOfNeedPerMille: fields.capOfNeedPerMille,
    capOfSupplyPerMille: fields.capOfSupplyPerMille,
    directAnswers: fields.directAnswersCounted === 1 ? "counted" : "beside",
    leastShelfLifeDays: fields.leastShelfLifeDays,
  };
}
