import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useWording } from "../display/wording.ts";
import { NUMBER_FIELDS, type NumberField, type PolicyChoices, type TierChoice } from "./policy-choices.ts";

/** The rules of a policy as fields: weights first, the others below them. */
export function PolicyFields({
  choices,
  errors,
  change,
}: {
  readonly choices: PolicyChoices;
  readonly errors: (field: string) => ReactNode;
  readonly change: (part: Partial<PolicyChoices>) => void;
}) {
  const { t } = useTranslation();
  const { list } = useWording();
  const labelOf = useFieldLabels();
  const field = (name: NumberField) => (
    <TextInput
      key={name}
      inputMode="numeric"
      label={labelOf(name)}
      description={name.startsWith("weight") ? t("round.weightHint") : undefined}
      value={choices.numbers[name]}
      error={errors(`policy.${name}`)}
      onChange={(event) => change({ numbers: { ...choices.numbers, [name]: event.currentTarget.value } })}
    />
  );
  const isWeight = (name: NumberField) => name.startsWith("weight");
  const others = list([t("policyGroup.lldc"), t("policyGroup.sids")]);
  return (
    <>
      <div className="fields">
        {NUMBER_FIELDS.filter(isWeight).map(field)}
        <Checkbox
          label={t("round.severityFirst")}
          checked={choices.severityFirst}
          onChange={(event) => change({ severityFirst: event.currentTarget.checked })}
        />
      </div>
      <details className="section">
        <summary>{t("policyField.more")}</summary>
        <div className="fields">
          {NUMBER_FIELDS.filter((name) => !isWeight(name)).map(field)}
          <NativeSelect
            label={t("policyField.tier")}
            value={choices.tier}
            error={errors("policy.tiers")}
            data={[
              { value: "none", label: t("policyField.noTier") },
              { value: "ldc", label: t("policyGroup.ldc") },
              { value: "ldc_then_others", label: `1. ${t("policyGroup.ldc")} 2. ${others}` },
            ]}
            onChange={(event) => change({ tier: event.currentTarget.value as TierChoice })}
          />
          <Checkbox
            label={t("policyField.counted")}
            checked={choices.isCounted}
            onChange={(event) => change({ isCounted: event.currentTarget.checked })}
          />
        </div>
      </details>
    </>
  );
}

/** What the rules of a policy that are numbers are called. */
export function useFieldLabels(): (name: NumberField) => string {
  const { t } = useTranslation();
  const floorOf = (group: "all" | "ldc" | "lldc" | "sids") =>
    t("policyField.floor", { group: t(`policyGroup.${group}`) });
  const labels: Readonly<Record<NumberField, string>> = {
    "weightPerMille.ldc": t("round.weightLdc"),
    "weightPerMille.lldc": t("round.weightLldc"),
    "weightPerMille.sids": t("round.weightSids"),
    "floorPerMille.all": floorOf("all"),
    "floorPerMille.ldc": floorOf("ldc"),
    "floorPerMille.lldc": floorOf("lldc"),
    "floorPerMille.sids": floorOf("sids"),
    workforceMaxPerMille: t("policyField.workforce"),
    severityStepPerMille: t("policyField.severity"),
    receivedPerMille: t("policyField.received"),
    carryOverPerMille: t("policyField.carryOver"),
    capOfNeedPerMille: t("policyField.capOfNeed"),
    capOfSupplyPerMille: t("policyField.capOfSupply"),
    leastShelfLifeDays: t("policyField.shelfLife"),
  };
  return (name) => labels[name];
}
