import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DOSE_NUMBERS, WASTE_REASONS } from "#core/session/session-report.ts";
import type { FieldErrors } from "../display/problem.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";

/** A line as it is typed: text, until the server has read it. */
export interface DraftLine {
  readonly outcome: "given" | "wasted";
  /** Empty where the lot is not known. */
  readonly supplyId: string;
  readonly doseNumber: string;
  readonly group: string;
  readonly wasteReason: string;
  readonly quantity: string;
  /** Pseudonyms of a report that is corrected: they are kept as they are, or left out. */
  readonly persons: readonly string[];
}

export const EMPTY_LINE: DraftLine = {
  outcome: "given",
  supplyId: "",
  doseNumber: "1",
  group: "",
  wasteReason: "open_vial",
  quantity: "",
  persons: [],
};

/** A lot at the site, with the doses left of it. */
export interface ShownLot {
  readonly supplyId: string;
  readonly itemId: string;
  readonly lotNumber: string | null;
  readonly expiry: string | null;
  readonly held: number;
}

/** A lot as it can be chosen: its number first, which a narrow field still shows; then expiry, doses left, and vaccine. */
export function describeLot(
  { supplyId, itemId, lotNumber, expiry, held }: ShownLot,
  nameOf: (itemId: string) => string,
): string {
  // A lot without a number is told from others by the end of its supply's id.
  const name = lotNumber ?? `…${supplyId.slice(-4)}`;
  return [name, expiry, held, nameOf(itemId)].filter((part) => part !== null).join(" · ");
}

/** The fields of one line: how many, given or wasted, of which lot, and what is known of them. */
export function SessionLineFields({
  index,
  line,
  lots,
  errors,
  change,
  remove,
}: {
  readonly index: number;
  readonly line: DraftLine;
  readonly lots: readonly ShownLot[];
  readonly errors: FieldErrors;
  readonly change: (part: Partial<DraftLine>) => void;
  /** `null` for the only line. */
  readonly remove: (() => void) | null;
}) {
  const { t } = useTranslation();
  const { word } = useWords();
  const names = useNames();
  const { quantity } = useWording();
  const at = (name: string) => errors(`lines.${index}.${name}`);
  return (
    <fieldset className="form-line">
      <legend>{t("session.line", { number: index + 1 })}</legend>
      <div className="fields">
        <NativeSelect
          label={t("session.outcome")}
          value={line.outcome}
          data={(["given", "wasted"] as const).map((value) => ({ value, label: t(`dose.${value}`) }))}
          onChange={({ currentTarget: { value } }) =>
            change({ outcome: value === "wasted" ? "wasted" : "given" })
          }
        />
        <TextInput
          inputMode="numeric"
          label={t("dose.doses")}
          value={line.quantity}
          error={at("quantity") ?? errors(`lines.${index}`)}
          onChange={({ currentTarget: { value } }) => change({ quantity: value })}
        />
        <NativeSelect
          label={t("session.lot")}
          value={line.supplyId}
          error={at("supplyId")}
          data={[
            { value: "", label: t("session.lotUnknown") },
            ...lots.map((lot) => ({ value: lot.supplyId, label: describeLot(lot, names.item) })),
          ]}
          onChange={({ currentTarget: { value } }) => change({ supplyId: value })}
        />
        {line.outcome === "wasted" ? (
          <NativeSelect
            label={t("session.reason")}
            value={line.wasteReason}
            data={WASTE_REASONS.map((value) => ({ value, label: word("waste", value) }))}
            onChange={({ currentTarget: { value } }) => change({ wasteReason: value })}
          />
        ) : (
          <>
            <NativeSelect
              label={t("dose.number")}
              value={line.doseNumber}
              data={["", ...DOSE_NUMBERS].map((value) => ({
                value,
                label: value === "" ? "–" : word("doseNumber", value),
              }))}
              onChange={({ currentTarget: { value } }) => change({ doseNumber: value })}
            />
            <TextInput
              label={t("dose.group")}
              description={t("session.groupHint")}
              value={line.group}
              error={at("group")}
              onChange={({ currentTarget: { value } }) => change({ group: value })}
            />
          </>
        )}
      </div>
      {line.persons.length === 0 ? null : (
        <p className="note">
          {t("session.persons", { persons: quantity(line.persons.length) })}{" "}
          <Button variant="subtle" size="xs" onClick={() => change({ persons: [] })}>
            {t("session.dropPersons")}
          </Button>
          {at("persons") === null ? null : <span role="alert">{at("persons")}</span>}
        </p>
      )}
      {remove === null ? null : (
        <Button variant="subtle" size="xs" onClick={remove}>
          {t("session.removeLine")}
        </Button>
      )}
    </fieldset>
  );
}
