import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { ProblemDetails } from "#api/client.ts";
import type { CallBasis } from "#core/call/call.ts";
import { useFieldErrors } from "../display/problem.tsx";
import { ItemSelect } from "../item/item-select.tsx";

/** A line as it is typed: text, until the server has read it. */
export interface DraftLine {
  readonly itemId: string;
  readonly quantity: string;
  readonly windowFrom: string;
  readonly windowTo: string;
  readonly siteId: string;
  readonly severity: string;
  readonly smallestUseful: string;
  readonly leastShelfLifeDays: string;
  /** The quantity as it was estimated, and from what; empty and `null` for a line typed by hand. */
  readonly estimated: string;
  readonly basis: Basis | null;
}
type Basis = { method: "who_esft" | "population_share"; inputs: Record<string, CallBasis["inputs"][string]> };

export const EMPTY_LINE: DraftLine = {
  itemId: "",
  quantity: "",
  windowFrom: "",
  windowTo: "",
  siteId: "",
  severity: "3",
  smallestUseful: "",
  leastShelfLifeDays: "",
  estimated: "",
  basis: null,
};

/**
 * The fields of one need. Each refusal stands at its field. A call has dozens of lines: one is drawn again only when
 * it changes, so its functions must stay the same from one drawing to the next.
 */
export const CallLineFields = memo(function CallLineFields({
  index,
  line,
  sites,
  problem,
  change,
  remove,
}: {
  /** Its place in the call, from 0. */
  readonly index: number;
  readonly line: DraftLine;
  readonly sites: readonly { readonly id: string; readonly name: string }[];
  readonly problem: ProblemDetails | null;
  readonly change: (index: number, part: Partial<DraftLine>) => void;
  /** `null` for the only line. */
  readonly remove: ((index: number) => void) | null;
}) {
  const { t } = useTranslation();
  const fieldErrors = useFieldErrors(problem);
  const errors = (name: string) => fieldErrors(`lines.${index}.${name}`);
  const number = index + 1;
  const choose = { value: "", label: t("form.choose") };
  return (
    <fieldset className="form-line">
      <legend>{t("form.line", { number: String(number) })}</legend>
      <div className="fields">
        <ItemSelect
          value={line.itemId}
          error={errors("itemId")}
          onChange={(itemId) => change(index, { itemId })}
        />
        <TextInput
          inputMode="numeric"
          label={t("column.quantity")}
          value={line.quantity}
          error={errors("quantity")}
          onChange={(event) => change(index, { quantity: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t("form.windowFrom")}
          value={line.windowFrom}
          error={errors("windowFrom")}
          onChange={(event) => change(index, { windowFrom: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t("form.windowTo")}
          value={line.windowTo}
          error={errors("windowTo")}
          onChange={(event) => change(index, { windowTo: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("column.site")}
          value={line.siteId}
          error={errors("siteId")}
          data={[choose, ...sites.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(event) => change(index, { siteId: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("column.severity")}
          value={line.severity}
          error={errors("severity")}
          data={["1", "2", "3", "4", "5"]}
          onChange={(event) => change(index, { severity: event.currentTarget.value })}
        />
        <TextInput
          inputMode="numeric"
          label={`${t("form.smallest")} ${t("form.optional")}`}
          value={line.smallestUseful}
          error={errors("smallestUseful")}
          onChange={(event) => change(index, { smallestUseful: event.currentTarget.value })}
        />
        <TextInput
          inputMode="numeric"
          label={`${t("shelfLife.column")} (${t("shelfLife.leastDays")}) ${t("form.optional")}`}
          value={line.leastShelfLifeDays}
          error={errors("leastShelfLifeDays")}
          onChange={(event) => change(index, { leastShelfLifeDays: event.currentTarget.value })}
        />
      </div>
      {remove === null ? null : (
        <Group justify="flex-end" mt="xs">
          <Button variant="subtle" size="xs" onClick={() => remove(index)}>
            {t("form.removeLine", { number: String(number) })}
          </Button>
        </Group>
      )}
    </fieldset>
  );
});
