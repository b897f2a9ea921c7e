import { Group, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CallView } from "#api/call.ts";
import type { CallId } from "#core/id.ts";
import { CALL_STEPS } from "#core/call/call.ts";
import { ActButton } from "../display/act-button.tsx";
import { server } from "../server/connection.ts";
import { listOwnParties, type Me, mayDo } from "../server/me.ts";
import { AnswerForm } from "./answer-form.tsx";

/** What the calling party can do with its call, and how another party answers it directly. */
export function CallActions({ call, me }: { readonly call: CallView; readonly me: Me }) {
  const { t } = useTranslation();
  const steps = CALL_STEPS[call.status];
  const params = { callId: call.id as CallId }; // as the server sent it
  const givers = listOwnParties(me).filter(
    (party) => party.id !== call.partyId && party.roles.includes("focal_point"),
  );
  const isOpen = call.status === "open" || call.status === "partly_met";
  const mayConfirm = steps.confirm !== undefined && mayDo(me, "confirm_call", { self: call.partyId });
  const mayWithdraw = steps.withdraw !== undefined && mayDo(me, "withdraw_call", { self: call.partyId });
  const mayAnswer = isOpen && givers.length > 0;
  if (!mayConfirm && !mayWithdraw && !mayAnswer) return null;
  return (
    <section className="section" aria-labelledby="acts">
      <Title order={2} size="h3" id="acts">
        {t("act.title")}
      </Title>
      <Group align="flex-start" gap="sm">
        {mayConfirm ? (
          <ActButton
            label={t("call.confirm")}
            isMain
            send={(commandId) => server.confirmCall({ params, commandId })}
          />
        ) : null}
        {mayWithdraw ? (
          <ActButton
            label={t("call.withdraw")}
            question={t("call.withdrawSure")}
            send={(commandId) => server.withdrawCall({ params, commandId })}
          />
        ) : null}
      </Group>
      {mayAnswer ? (
        <details className="filter-box" style={{ marginTop: 16 }}>
          <summary>{t("call.answer")}</summary>
          <AnswerForm call={call} givers={givers} />
        </details>
      ) : null}
    </section>
  );
}
