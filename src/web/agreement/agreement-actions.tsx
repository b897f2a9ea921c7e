import { Group, NativeSelect, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AgreementView } from "#api/agreement.ts";
import { AGREEMENT_STEPS, CONSULTATION_REASONS, type ConsultationReason } from "#core/agreement/agreement.ts";
import type { AgreementId, PartyId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import type { Day } from "#core/time.ts";
import { isWaiver } from "#core/shelf-life/agreed-shelf-life.ts";
import { ActButton } from "../display/act-button.tsx";
import { CommandForm, readCount } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { type Me, mayDo } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";

/** What each side that one speaks for can do: accept, ask for something else, decline, withdraw. */
export function AgreementActions({ agreement, me }: { readonly agreement: AgreementView; readonly me: Me }) {
  const { t } = useTranslation();
  const sides = (["giver", "recipient"] as const).filter((side) =>
    mayDo(me, "accept_agreement", { [side]: agreement[`${side}Id`] }),
  );
  const steps = AGREEMENT_STEPS[agreement.status];
  if (sides.length === 0 || Object.keys(steps).length === 0) return null;
  return (
    <section className="section" aria-labelledby="acts">
      <Title order={2} size="h3" id="acts">
        {t("act.title")}
      </Title>
      {sides.map((side) => (
        <SideActions key={side} agreement={agreement} side={side} />
      ))}
    </section>
  );
}

type Side = "giver" | "recipient";

function SideActions({ agreement, side }: { readonly agreement: AgreementView; readonly side: Side }) {
  const { t } = useTranslation();
  const names = useNames();
  const steps = AGREEMENT_STEPS[agreement.status];
  const hasConsented = agreement[`${side}Consents`];
  const waives = side === "recipient" && agreement.lines.some(isWaiver);
  // Ids as the server sent them.
  const input = {
    params: { agreementId: agreement.id as AgreementId },
    body: { partyId: agreement[`${side}Id`] as PartyId },
  };
  return (
    <div className="form-line">
      <p>
        <strong>{names.party(agreement[`${side}Code`])}</strong> · {t(`agreement.side.${side}`)}
      </p>
      <Group align="flex-start" gap="sm">
        {steps.consent === undefined || hasConsented ? null : (
          <ActButton
            label={t(waives ? "shelfLife.acceptWaiving" : "agreement.accept")}
            question={t(waives ? "shelfLife.waiveSure" : "agreement.acceptSure")}
            isMain
            send={(commandId) => {
              const body = waives ? { ...input.body, waivesShelfLife: true } : input.body;
              return server.acceptAgreement({ ...input, body, commandId });
            }}
          />
        )}
        {steps.decline === undefined ? null : (
          <ActButton
            label={t("agreement.decline")}
            question={t("agreement.declineSure")}
            send={(commandId) => server.declineAgreement({ ...input, commandId })}
          />
        )}
        {steps.withdraw === undefined ? null : (
          <ActButton
            label={t("agreement.withdraw")}
            question={t("agreement.withdrawSure")}
            send={(commandId) => server.withdrawAgreement({ ...input, commandId })}
          />
        )}
      </Group>
      {steps.consult === undefined ? null : (
        <details>
          <summary>{t("agreement.consult")}</summary>
          <ConsultForm agreement={agreement} side={side} />
        </details>
      )}
    </div>
  );
}

interface Wish {
  readonly quantity: string;
  readonly departOn: string;
  readonly arriveOn: string;
  readonly agreedShelfLifeDays: string;
}

/** Asks for another quantity or other days, with a reason from the closed list: there is no field for a condition. */
function ConsultForm({ agreement, side }: { readonly agreement: AgreementView; readonly side: Side }) {
  const { t } = useTranslation();
  const names = useNames();
  const [reason, setReason] = useState<ConsultationReason>("quantity_too_large");
  const [wishes, setWishes] = useState<Readonly<Record<number, Partial<Wish>>>>({});
  type Body = Parameters<typeof server.consultAgreement>[0]["body"];
  const command = useCommand<Body, AgreementView>((body, commandId) =>
    server.consultAgreement({ params: { agreementId: agreement.id as AgreementId }, body, commandId }),
  );
  const errors = useFieldErrors(command.problem);
  const asked = agreement.lines.filter((line) => Object.keys(wishes[line.lineNumber] ?? {}).length > 0);
  // A line, or a part of it, that was not touched is left out: it stays as it is.
  const makeBody = (): Body => ({
    partyId: agreement[`${side}Id`] as PartyId,
    reason,
    lines: asked.map(({ lineNumber }) => {
      const { quantity, departOn, arriveOn, agreedShelfLifeDays: days } = wishes[lineNumber] ?? {};
      return {
        lineNumber,
        ...(quantity === undefined ? {} : { quantity: readCount(quantity) as Quantity }),
        ...(departOn === undefined ? {} : { departOn: departOn as Day }),
        ...(arriveOn === undefined ? {} : { arriveOn: arriveOn as Day }),
        // Emptied: the rules hold again.
        ...(days === undefined ? {} : { agreedShelfLifeDays: days.trim() === "" ? null : readCount(days) }),
      };
    }),
  });
  return (
    <CommandForm command={command} makeBody={makeBody} submitLabel={t("agreement.consultGo")}>
      <NativeSelect
        label={t("agreement.reason")}
        maw={360}
        my="sm"
        value={reason}
        error={errors("reason")}
        data={CONSULTATION_REASONS.map((value) => ({ value, label: t(`consultation.${value}`) }))}
        onChange={(event) =>
          setReason(CONSULTATION_REASONS.find((one) => one === event.currentTarget.value) ?? reason)
        }
      />
      {agreement.lines.map((line) => {
        const wish = wishes[line.lineNumber] ?? {};
        const change = (part: Partial<Wish>) =>
          setWishes({ ...wishes, [line.lineNumber]: { ...wish, ...part } });
        const error = (name: string) => errors(`lines.${asked.indexOf(line)}.${name}`);
        return (
          <fieldset key={line.lineNumber} className="form-line">
            <legend>{names.item(line.itemId)}</legend>
            <div className="fields">
              <TextInput
                inputMode="numeric"
                label={t("column.quantity")}
                value={wish.quantity ?? String(line.quantity)}
                error={error("quantity")}
                onChange={(event) => change({ quantity: event.currentTarget.value })}
              />
              <TextInput
                type="date"
                label={t("form.departOn")}
                value={wish.departOn ?? line.departOn}
                error={error("departOn")}
                onChange={(event) => change({ departOn: event.currentTarget.value })}
              />
              <TextInput
                type="date"
                label={t("form.arriveOn")}
                value={wish.arriveOn ?? line.arriveOn}
                error={error("arriveOn")}
                onChange={(event) => change({ arriveOn: event.currentTarget.value })}
              />
              <TextInput
                inputMode="numeric"
                label={`${t("shelfLife.agreedField")} ${t("form.optional")}`}
                description={t("shelfLife.agreedHint")}
                value={wish.agreedShelfLifeDays ?? String(line.agreedShelfLifeDays ?? "")}
                error={error("agreedShelfLifeDays")}
                onChange={(event) => change({ agreedShelfLifeDays: event.currentTarget.value })}
              />
            </div>
          </fieldset>
        );
      })}
    </CommandForm>
  );
}
