import { NativeSelect, Title } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AssetView } from "#api/equipment.ts";
import {
  ASSET_REASONS,
  ASSET_STEP_NAMES,
  ASSET_STEPS,
  type AssetId,
  type AssetStep,
  STEP_REASONS,
} from "#core/equipment/asset.ts";
import type { SiteId } from "#core/id.ts";
import { OccurredField } from "../consignment/step-form.tsx";
import { CommandForm, given } from "../display/command-form.tsx";
import { type FieldErrors, useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { type Me, mayDo } from "../server/me.ts";
import { useSites } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";

/** The steps that this piece can take now, each with its form, for who has it in hand; nothing for others. */
export function AssetActions({ asset, me }: { readonly asset: AssetView; readonly me: Me }) {
  const { t } = useTranslation();
  const steps = ASSET_STEP_NAMES.filter((step) => ASSET_STEPS[asset.status][step] !== undefined);
  if (steps.length === 0 || !mayDo(me, "change_asset", { self: asset.partyId })) return null;
  return (
    <section className="section" aria-labelledby="acts">
      <Title order={2} size="h3" id="acts">
        {t("act.title")}
      </Title>
      {steps.map((step) => (
        // Another version may have other steps: what was typed for the one before is not kept.
        <details key={`${asset.version} ${step}`} className="filter-box">
          <summary>{t(`assetDo.${step}`)}</summary>
          <StepForm asset={asset} step={step} />
        </details>
      ))}
    </section>
  );
}

type Body = Parameters<typeof server.takeAssetStep>[0]["body"];

function StepForm({ asset, step }: { readonly asset: AssetView; readonly step: AssetStep }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [toSiteId, setToSiteId] = useState("");
  const [occurred, setOccurred] = useState("");
  const command = useCommand<Body, AssetView>((body, commandId) =>
    server.takeAssetStep({
      params: { assetId: asset.id as AssetId }, // as the server sent it
      body,
      commandId,
      expectedVersion: asset.version,
    }),
  );
  const errors = useFieldErrors(command.problem);
  const chosen = ASSET_REASONS.find((one) => one === reason);
  const makeBody = (): Body => ({
    step,
    ...(chosen === undefined ? {} : { reason: chosen }),
    ...(toSiteId === "" ? {} : { toSiteId: toSiteId as SiteId }),
    ...given("occurred", occurred),
  });
  return (
    <CommandForm command={command} makeBody={makeBody} submitLabel={t(`assetDo.${step}`)}>
      {step in STEP_REASONS ? (
        <ReasonSelect
          step={step as keyof typeof STEP_REASONS} // checked by `in`
          value={reason}
          error={errors("reason")}
          onChange={setReason}
        />
      ) : null}
      {step === "transfer" ? (
        <OwnSiteSelect asset={asset} value={toSiteId} errors={errors} onChange={setToSiteId} />
      ) : null}
      <OccurredField value={occurred} error={errors("occurred")} onChange={setOccurred} />
    </CommandForm>
  );
}

function ReasonSelect({
  step,
  value,
  error,
  onChange,
}: {
  readonly step: keyof typeof STEP_REASONS;
  readonly value: string;
  readonly error: ReactNode;
  readonly onChange: (reason: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t("agreement.reason")}
      maw={420}
      value={value}
      error={error}
      data={[
        { value: "", label: t("form.choose") },
        ...STEP_REASONS[step].map((one) => ({ value: one, label: t(`assetReason.${one}`) })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** The other sites of who has it, and those that all use in its country. */
function OwnSiteSelect({
  asset,
  value,
  errors,
  onChange,
}: {
  readonly asset: AssetView;
  readonly value: string;
  readonly errors: FieldErrors;
  readonly onChange: (siteId: string) => void;
}) {
  const { t } = useTranslation();
  const sites = (useSites().data ?? []).filter(
    ({ id, partyId, country }) =>
      id !== asset.siteId && (partyId === asset.partyId || (partyId === null && country === asset.country)),
  );
  return (
    <NativeSelect
      label={t("asset.toSite")}
      maw={420}
      value={value}
      error={errors("toSiteId")}
      data={[
        { value: "", label: t("form.choose") },
        ...sites.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
