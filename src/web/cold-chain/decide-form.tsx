import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColdHoldView } from "#api/cold-chain.ts";
import { DISCARD_REASONS, HOLD_OUTCOMES, RELEASE_REASONS } from "#core/cold-chain/cold-hold.ts";
import { CommandForm } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { useCommand } from "../server/use-command.ts";

const REASONS = { released: RELEASE_REASONS, discarded: DISCARD_REASONS } as const;

/** Says whether units on hold may be used. Of what is not in quarantine yet, only that it may. */
export function DecideForm({ hold }: { readonly hold: ColdHoldView }) {
  const { t } = useTranslation();
  const outcomes = HOLD_OUTCOMES.filter((one) => one === "released" || hold.stage === "quarantined");
  const [outcome, setOutcome] = useState<(typeof HOLD_OUTCOMES)[number]>("released");
  const reasons = REASONS[outcome];
  const [chosen, setChosen] = useState("");
  const reason = reasons.find((one) => one === chosen) ?? reasons[0];
  type Sent = Parameters<typeof server.decideColdHold>[0];
  const params = { holdId: hold.id } as Sent["params"]; // as the server sent it
  const command = useCommand<Sent["body"], unknown>((body, commandId) =>
    server.decideColdHold({ params, body, commandId }),
  );
  const errors = useFieldErrors(command.problem);
  return (
    <details className="filter-box">
      <summary>{t("cold.decide")}</summary>
      <CommandForm command={command} makeBody={() => ({ outcome, reason })} submitLabel={t("cold.decide")}>
        <div className="fields">
          <NativeSelect
            label={t("cold.outcome")}
            value={outcome}
            error={errors("outcome")}
            data={outcomes.map((value) => ({ value, label: t(`cold.outcome.${value}`) }))}
            onChange={(event) =>
              setOutcome(outcomes.find((one) => one === event.currentTarget.value) ?? "released")
            }
          />
          <NativeSelect
            label={t("cold.reason")}
            value={reason}
            error={errors("reason")}
            data={reasons.map((value) => ({ value, label: t(`cold.reason.${value}`) }))}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
        </div>
      </CommandForm>
    </details>
  );
}
