import { NativeSelect, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ArrivalView } from "#api/consignment.ts";
import { type DifferenceKind, type DifferenceReason, VVM_STAGES } from "#core/receipt/receipt.ts";
import { useWording } from "../display/wording.ts";
import { useWords } from "../display/word.ts";
import { RecallMark } from "../recall/recall-mark.tsx";
import { useNames } from "../server/reference.ts";

/** A difference of a line, with what it can be put down to; no reasons where whoever counts cannot say. */
export interface ShownDifference {
  readonly kind: DifferenceKind;
  readonly quantity: number;
  readonly reasons: readonly DifferenceReason[];
}

/** One line: what was sent, what is there, and how the two differ. */
export function LineFields({
  line,
  textOf,
  change,
  wrong,
  differences,
  children,
}: {
  readonly line: ArrivalView["lines"][number];
  readonly textOf: (field: string) => string;
  readonly change: (field: string, text: string) => void;
  /** Fields that are not right; empty until somebody has tried to record. */
  readonly wrong: readonly string[];
  readonly differences: readonly ShownDifference[];
  /** What stands below the differences: photographs of them. */
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const { word } = useWords();
  const names = useNames();
  const { lineNumber, itemId, unit, lotNumber, expiry } = line;
  const field = (name: string, label: string) => (
    <TextInput
      inputMode="numeric"
      autoComplete="off"
      label={label}
      aria-label={`${label}: ${names.item(itemId)}${lotNumber === null ? "" : ` ${lotNumber}`}`}
      value={textOf(`${name}.${lineNumber}`)}
      error={
        wrong.includes(`${name}.${lineNumber}`)
          ? t(`receive.wrong.${name === "damaged" ? "damaged" : "counted"}`)
          : null
      }
      onChange={(event) => change(`${name}.${lineNumber}`, event.currentTarget.value)}
    />
  );
  return (
    <fieldset className="form-line">
      <legend>
        <strong>{names.item(itemId)}</strong> <RecallMark recallId={line.recallId} />
      </legend>
      <div className="note">
        {t("receive.sent", { quantity: quantity(line.quantity), unit: names.unit(unit) })}
        {lotNumber === null ? null : (
          <>
            {" · "}
            {t("column.lot")} <span className="code">{lotNumber}</span>
          </>
        )}
        {expiry === null ? null : ` · ${t("column.expiry")} ${when(expiry)}`}
      </div>
      <div className="count-fields">
        {field("counted", t("receive.counted"))}
        {field("damaged", t("receive.damaged"))}
        {unit === "dose" ? (
          <NativeSelect
            label={t("act.vvmStage")}
            value={textOf(`vvm.${lineNumber}`)}
            data={[{ value: "", label: "–" }, ...VVM_STAGES.map(String)]}
            onChange={(event) => change(`vvm.${lineNumber}`, event.currentTarget.value)}
          />
        ) : null}
      </div>
      {differences.map(({ kind, quantity: units, reasons }) => (
        <div key={kind}>
          <p className="difference-note">
            {quantity(units)} {t(`difference.${kind}`)}
          </p>
          {reasons.length === 0 ? null : (
            <NativeSelect
              label={t("receive.reason")}
              aria-label={`${t("receive.reason")}: ${names.item(itemId)}, ${t(`difference.${kind}`)}`}
              value={textOf(`reason.${lineNumber}.${kind}`)}
              data={[
                { value: "", label: t("receive.later") },
                ...reasons.map((value) => ({ value, label: word("reason", value) })),
              ]}
              onChange={(event) => change(`reason.${lineNumber}.${kind}`, event.currentTarget.value)}
            />
          )}
        </div>
      ))}
      {children}
    </fieldset>
  );
}
