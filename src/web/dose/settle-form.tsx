import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SessionView } from "#api/session.ts";
import type { CommandId, SupplyId } from "#core/id.ts";
import type { Quantity } from "#core/quantity.ts";
import { CommandForm, readCount } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { server } from "../server/connection.ts";
import { useItems, useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import type { Place } from "./session-form.tsx";
import { describeLot, type ShownLot } from "./session-lines.tsx";

type Body = Parameters<typeof server.settleDoses>[0]["body"];

interface DraftSettlement {
  readonly lineNumber: number;
  readonly supplyId: string;
  readonly quantity: string;
}

/** Says which lots the doses of a report were of, line by line; a line that is left without a lot stays as it is. */
export function SettleForm({
  place,
  lots,
  report,
  onDone,
}: {
  readonly place: Place;
  readonly lots: readonly ShownLot[];
  readonly report: SessionView;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const names = useNames();
  const describe = useLineText();
  const items = useItems().data?.items ?? [];
  const open = report.lines.filter(({ unsettled }) => unsettled > 0);
  const [drafts, setDrafts] = useState<readonly DraftSettlement[]>(
    open.map(({ lineNumber, unsettled }) => ({ lineNumber, supplyId: "", quantity: String(unsettled) })),
  );
  const command = useCommand<Body, unknown>(
    (body, commandId) => server.settleDoses({ body, commandId }),
    onDone,
  );
  const errors = useFieldErrors(command.problem);
  const chosen = drafts.filter(({ supplyId }) => supplyId !== "");
  // Ids as the server sent them; counts are checked there, and a wrong one comes back at its field.
  const makeBody = (): Body => ({
    ...place,
    rule: "named",
    reportId: report.id as CommandId,
    lines: chosen.map(({ lineNumber, supplyId, quantity }) => ({
      lineNumber,
      supplyId: supplyId as SupplyId,
      quantity: readCount(quantity) as Quantity,
    })),
  });
  const isOf = (id: string): boolean => {
    const above = items.find((item) => item.id === id)?.of ?? null;
    return id === report.itemId || (above !== null && isOf(above));
  };
  const change = (lineNumber: number, part: Partial<DraftSettlement>): void =>
    setDrafts(drafts.map((one) => (one.lineNumber === lineNumber ? { ...one, ...part } : one)));
  return (
    <CommandForm command={command} makeBody={makeBody} submitLabel={t("session.settleGo")}>
      {drafts.map((draft) => {
        const line = open.find(({ lineNumber }) => lineNumber === draft.lineNumber);
        // The server counts the lines that were sent.
        const field = `lines.${chosen.indexOf(draft)}`;
        return (
          <fieldset className="form-line" key={draft.lineNumber}>
            <legend>{line === undefined ? "" : describe(line)}</legend>
            <div className="fields">
              <NativeSelect
                label={t("session.lot")}
                value={draft.supplyId}
                error={errors(`${field}.supplyId`)}
                data={[
                  { value: "", label: t("session.lotUnknown") },
                  ...lots
                    .filter(({ itemId }) => isOf(itemId))
                    .map((lot) => ({ value: lot.supplyId, label: describeLot(lot, names.item) })),
                ]}
                onChange={({ currentTarget: { value } }) => change(draft.lineNumber, { supplyId: value })}
              />
              <TextInput
                inputMode="numeric"
                label={t("dose.doses")}
                value={draft.quantity}
                error={errors(`${field}.quantity`) ?? errors(field)}
                onChange={({ currentTarget: { value } }) => change(draft.lineNumber, { quantity: value })}
              />
            </div>
          </fieldset>
        );
      })}
    </CommandForm>
  );
}

/** What a line says, in words: `Given · First · female · 20`. */
function useLineText(): (line: SessionView["lines"][number]) => string {
  const { t } = useTranslation();
  const { word } = useWords();
  const { quantity } = useWording();
  return ({ outcome, doseNumber, group, wasteReason, unsettled }) =>
    [
      t(`dose.${outcome}`),
      doseNumber === null ? null : word("doseNumber", doseNumber),
      group,
      wasteReason === null ? null : word("waste", wasteReason),
      quantity(unsettled),
    ]
      .filter((part) => part !== null)
      .join(" · ");
}
