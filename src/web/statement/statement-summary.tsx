import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { StatementRow } from "#api/statement.ts";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";
import type { StatementSearch } from "./statement-search.ts";

/** The summary names the items with the most units; the rest stand in the table. */
const ITEMS_MAX = 6;
const SENTENCES = { cleared: "statement.summary", received: "statement.summaryReceived" } as const;

/** The statement in one sentence. Units of different kinds are named side by side, never added. */
export function StatementSummary({
  search,
  rows,
}: {
  readonly search: StatementSearch;
  readonly rows: readonly StatementRow[];
}) {
  const { t } = useTranslation();
  const { quantity, list } = useWording();
  const names = useNames();
  // What a source recorded afterwards may never have passed our customs: then what was received speaks.
  const stage = rows.some((row) => row.cleared > 0) ? "cleared" : "received";
  const describe = (sums: Totals) =>
    [...sums]
      .toSorted(([, a], [, b]) => b.units - a.units)
      .slice(0, ITEMS_MAX)
      .map(([item, { unit, units }]) =>
        t("statement.summaryItem", {
          quantity: quantity(units),
          unit: names.unit(unit),
          item: names.item(item),
        }),
      );
  const items = describe(sumRows(rows, (row) => row[stage]));
  // A pledge has no recipient and its own month: only the whole of it can be set against what was agreed.
  const isWhole = search.recipient === undefined && search.by !== "item,month";
  const left = isWhole ? describe(sumRows(rows, (row) => row.pledged - row.agreed)) : [];
  const facts = {
    period: usePeriodText(search),
    exporter: search.exporter === undefined ? t("statement.everyGiver") : names.party(search.exporter),
    recipient: search.recipient === undefined ? t("statement.everyRecipient") : names.party(search.recipient),
  };
  return (
    <>
      <Text className="lead" component="p" data-testid="summary">
        {items.length === 0
          ? t("statement.summaryNone", facts)
          : t(SENTENCES[stage], { ...facts, items: list(items) })}
      </Text>
      {left.length === 0 ? null : <p className="note">{t("statement.notAgreed", { items: list(left) })}</p>}
    </>
  );
}

type Totals = ReadonlyMap<string, { readonly unit: string; readonly units: number }>;

/** Units by item; what is part of a wider row is in that row's figure already. Items without any are left out. */
function sumRows(rows: readonly StatementRow[], unitsOf: (row: StatementRow) => number): Totals {
  const totals = new Map<string, { unit: string; units: number }>();
  for (const row of rows) {
    if (row.of !== null || row.item === null) continue;
    const units = (totals.get(row.item)?.units ?? 0) + unitsOf(row);
    totals.set(row.item, { unit: row.unit ?? "", units });
  }
  return new Map([...totals].filter(([, { units }]) => units > 0));
}

function usePeriodText({ from, to }: StatementSearch): string {
  const { t } = useTranslation();
  const { when } = useWording();
  if (from !== undefined && to !== undefined) {
    return from === to ? when(from) : t("statement.period", { from: when(from), to: when(to) });
  }
  if (from !== undefined) return t("statement.since", { from: when(from) });
  return to === undefined ? t("statement.everyMonth") : t("statement.until", { to: when(to) });
}
