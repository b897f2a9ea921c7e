import { Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RecallView } from "#api/recall.ts";
import type { PartyId } from "#core/id.ts";
import {
  RECALL_CLASSES,
  RECALL_REASONS,
  RECALL_REMEDIES,
  type RecallClass,
  type RecallReason,
  type RecallRemedy,
} from "#core/recall/recall.ts";
import { ItemSelect } from "../item/item-select.tsx";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { CommandForm, given } from "../display/command-form.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { type FieldErrors, useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { listOwnParties, type OwnParty } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { mayRecall } from "./may-recall.ts";

/** Recalls lots or a trade item, or tries that as a drill. */
export function StartRecallPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly>
      {(me) => (
        <>
          <PageTitle>{t("recall.start")}</PageTitle>
          <p className="lead">{t("recall.startLead")}</p>
          <StartRecallForm parties={listOwnParties(me).filter((party) => mayRecall(me, party))} />
        </>
      )}
    </SignedInOnly>
  );
}

interface Draft {
  readonly partyId: string;
  readonly itemId: string;
  readonly gtin: string;
  readonly lots: string;
  readonly class: RecallClass;
  readonly reason: RecallReason;
  readonly remedy: RecallRemedy;
  readonly isDrill: boolean;
  readonly sourceUrl: string;
  readonly scenario: string;
}
type Body = Parameters<typeof server.startRecall>[0]["body"];

/** What was typed, as the interface takes it: the server checks every field and answers at the field. */
function makeBody(draft: Draft): Body {
  const { partyId, reason, remedy, isDrill, lots } = draft;
  return {
    partyId: partyId as PartyId,
    ...given("itemId", draft.itemId),
    ...given("gtin", draft.gtin),
    lotNumbers: lots
      .split(/\n/)
      .map((lot) => lot.trim())
      .filter((lot) => lot !== ""),
    class: draft.class,
    reason,
    remedy,
    isDrill,
    ...given("sourceUrl", draft.sourceUrl),
    ...given("scenario", draft.scenario),
  };
}

function StartRecallForm({ parties }: { readonly parties: readonly OwnParty[] }) {
  const { t } = useTranslation();
  const names = useNames();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>({
    partyId: parties[0]?.id ?? "",
    itemId: "",
    gtin: "",
    lots: "",
    class: 2,
    reason: "quality_defect",
    remedy: "return",
    isDrill: true,
    sourceUrl: "",
    scenario: "",
  });
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const command = useCommand<Body, RecallView>(
    (body, commandId) => server.startRecall({ body, commandId }),
    ({ id }) => void navigate({ to: "/recalls/$recallId", params: { recallId: id } }),
  );
  const errors = useFieldErrors(command.problem);
  return (
    <CommandForm
      command={command}
      makeBody={() => makeBody(draft)}
      submitLabel={t(draft.isDrill ? "recall.drillGo" : "recall.startGo")}
    >
      <div className="fields">
        <NativeSelect
          label={t("form.party")}
          value={draft.partyId}
          error={errors("partyId")}
          data={parties.map(({ id, code }) => ({ value: id, label: names.party(code) }))}
          onChange={(event) => change({ partyId: event.currentTarget.value })}
        />
        <GoodsFields draft={draft} change={change} errors={errors} />
        <GroundsFields draft={draft} change={change} errors={errors} />
      </div>
      <Checkbox
        mt="md"
        label={t("recall.isDrill")}
        checked={draft.isDrill}
        onChange={(event) => change({ isDrill: event.currentTarget.checked })}
      />
    </CommandForm>
  );
}

interface Fields {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly errors: FieldErrors;
}

function GoodsFields({ draft, change, errors }: Fields) {
  const { t } = useTranslation();
  const lotErrors = draft.lots
    .split(/\n/)
    .map((_, index) => errors(`lotNumbers.${index}`))
    .find((error) => error !== null);
  return (
    <>
      <ItemSelect
        value={draft.itemId}
        error={errors("itemId")}
        onlyItems
        onChange={(itemId) => change({ itemId })}
      />
      <TextInput
        inputMode="numeric"
        label={`${t("recall.gtin")} ${t("form.optional")}`}
        value={draft.gtin}
        error={errors("gtin")}
        onChange={(event) => change({ gtin: event.currentTarget.value })}
      />
      <Textarea
        label={t("recall.lots")}
        description={t("recall.lotsHint")}
        autosize
        minRows={2}
        value={draft.lots}
        error={errors("lotNumbers") ?? lotErrors}
        onChange={(event) => change({ lots: event.currentTarget.value })}
      />
    </>
  );
}

function GroundsFields({ draft, change, errors }: Fields) {
  const { t } = useTranslation();
  return (
    <>
      <NativeSelect
        label={t("recall.class")}
        value={String(draft.class)}
        data={RECALL_CLASSES.map((value) => ({ value: String(value), label: t(`recall.class.${value}`) }))}
        onChange={(event) =>
          change({ class: RECALL_CLASSES.find((one) => String(one) === event.currentTarget.value) ?? 2 })
        }
      />
      <NativeSelect
        label={t("recall.reason")}
        value={draft.reason}
        data={RECALL_REASONS.map((value) => ({ value, label: t(`recall.reason.${value}`) }))}
        onChange={(event) =>
          change({
            reason: RECALL_REASONS.find((one) => one === event.currentTarget.value) ?? "quality_defect",
          })
        }
      />
      <NativeSelect
        label={t("recall.remedy")}
        value={draft.remedy}
        data={RECALL_REMEDIES.map((value) => ({ value, label: t(`recall.remedy.${value}`) }))}
        onChange={(event) =>
          change({ remedy: RECALL_REMEDIES.find((one) => one === event.currentTarget.value) ?? "return" })
        }
      />
      <TextInput
        label={`${t("recall.source")} ${t("form.optional")}`}
        value={draft.sourceUrl}
        error={errors("sourceUrl")}
        onChange={(event) => change({ sourceUrl: event.currentTarget.value })}
      />
      <TextInput
        label={t("round.scenario")}
        value={draft.scenario}
        error={errors("scenario")}
        onChange={(event) => change({ scenario: event.currentTarget.value })}
      />
    </>
  );
}
