import { useTranslation } from "react-i18next";
import type { RoundView } from "#api/round.ts";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";

type Policy = RoundView["policy"];

/** The rules of a policy in sentences; those that change nothing are left out. */
export function PolicyRules({ policy }: { readonly policy: Policy }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const { ldc, lldc, sids } = policy.weightPerMille;
  const sentences = usePolicySentences(policy);
  return (
    <ul className="note">
      <li>
        {t("round.weights", {
          ldc: quantity(ldc / 1000),
          lldc: quantity(lldc / 1000),
          sids: quantity(sids / 1000),
          severity: t(policy.severityFirst ? "yes" : "no"),
        })}
      </li>
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

const GROUPS = ["all", "ldc", "lldc", "sids"] as const;

function usePolicySentences(policy: Policy): readonly string[] {
  const { t } = useTranslation();
  const { share, quantity, list } = useWording();
  const names = useNames();
  const part = (perMille: number) => share(perMille / 1000);
  /** The sentence, where the rule changes anything. */
  const where = (holds: boolean, sentence: () => string) => (holds ? [sentence()] : []);
  return [
    ...GROUPS.filter((group) => policy.floorPerMille[group] > 0).map((group) =>
      t("policyRule.floor", { share: part(policy.floorPerMille[group]), group: t(`policyGroup.${group}`) }),
    ),
    ...policy.tiers.map((tier) =>
      t("policyRule.tier", { groups: list(tier.map((group) => t(`policyGroup.${group}`))) }),
    ),
    ...where(policy.countryWeights.length > 0, () => {
      const countries = policy.countryWeights.map(
        (one) => `${names.party(one.country)} ${quantity(one.weightPerMille / 1000)}`,
      );
      return t("policyRule.countries", { countries: list(countries) });
    }),
    ...where(policy.workforceMaxPerMille > 1000, () =>
      t("policyRule.workforce", { weight: quantity(policy.workforceMaxPerMille / 1000) }),
    ),
    ...where(policy.severityStepPerMille > 0, () =>
      t("policyRule.severity", { share: part(policy.severityStepPerMille) }),
    ),
    ...where(policy.receivedPerMille > 0, () =>
      t("policyRule.received", { share: part(policy.receivedPerMille) }),
    ),
    ...where(policy.carryOverPerMille > 0, () =>
      t("policyRule.carryOver", { share: part(policy.carryOverPerMille) }),
    ),
    ...where(policy.capOfNeedPerMille < 1000, () =>
      t("policyRule.capOfNeed", { share: part(policy.capOfNeedPerMille) }),
    ),
    ...where(policy.capOfSupplyPerMille < 1000, () =>
      t("policyRule.capOfSupply", { share: part(policy.capOfSupplyPerMille) }),
    ),
    t(`policyRule.${policy.directAnswers}`),
    t("policyRule.shelfLife", { days: quantity(policy.leastShelfLifeDays) }),
    t("policyRule.edition", { edition: quantity(policy.version) }),
  ];
}
