import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SupplyId } from "#core/id.ts";
import { COUNT_REASONS } from "#core/ledger/count-stock.ts";
import { CommandForm, readCount } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { useWords } from "../display/word.ts";
import { server } from "../server/connection.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import type { Place } from "./session-form.tsx";
import { describeLot, type ShownLot } from "./session-lines.tsx";

type Body = Parameters<typeof server.countStock>[0]["body"];

/** Corrects how many doses of a lot stand at the site to what was counted. */
export function StockCountForm({
  place,
  lots,
}: {
  readonly place: Place;
  readonly lots: readonly ShownLot[];
}) {
  const { t } = useTranslation();
  const { word } = useWords();
  const names = useNames();
  const [supplyId, setSupplyId] = useState("");
  const [counted, setCounted] = useState("");
  const [reason, setReason] = useState<Body["reason"]>("count_error");
  const command = useCommand<Body, unknown>(
    (body, commandId) => server.countStock({ body, commandId }),
    undefined,
    () => setCounted(""),
  );
  const errors = useFieldErrors(command.problem);
  const chosen = supplyId === "" ? (lots[0]?.supplyId ?? "") : supplyId;
  if (lots.length === 0) return null;
  // As the server sent it.
  const makeBody = (): Body => ({
    ...place,
    supplyId: chosen as SupplyId,
    counted: readCount(counted),
    reason,
  });
  return (
    <details className="filter-box">
      <summary>{t("session.countTitle")}</summary>
      <p className="note">{t("session.countLead")}</p>
      <CommandForm command={command} makeBody={makeBody} submitLabel={t("session.countGo")}>
        <div className="fields">
          <NativeSelect
            label={t("session.lot")}
            value={chosen}
            error={errors("supplyId")}
            data={lots.map((lot) => ({ value: lot.supplyId, label: describeLot(lot, names.item) }))}
            onChange={({ currentTarget: { value } }) => setSupplyId(value)}
          />
          <TextInput
            inputMode="numeric"
            label={t("session.counted")}
            value={counted}
            error={errors("counted")}
            onChange={({ currentTarget: { value } }) => setCounted(value)}
          />
          <NativeSelect
            label={t("session.countReason")}
            value={reason}
            error={errors("reason")}
            data={COUNT_REASONS.map((value) => ({ value, label: word("countReason", value) }))}
            onChange={({ currentTarget: { value } }) =>
              setReason(COUNT_REASONS.find((one) => one === value) ?? "count_error")
            }
          />
        </div>
      </CommandForm>
    </details>
  );
}
