import { NativeSelect, Table, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { StatementRow } from "#api/statement.ts";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";
import { BarDrawing } from "./bar-drawing.tsx";
import { listMonthBars } from "./month-bars.ts";
import type { StatementSearch } from "./statement-search.ts";
import { useStatement } from "./use-statement.ts";

const DRAWN = ["cleared", "received"] as const;

/** The statement by month: one item at a time, since units of different kinds share no axis. */
export function MonthChart({ search }: { readonly search: StatementSearch }) {
  const { t } = useTranslation();
  const statement = useStatement({ ...search, by: "item,month" });
  return (
    <section className="section" aria-labelledby="by-month">
      <Title order={2} size="h3" id="by-month">
        {t("chart.title")}
      </Title>
      <Loaded query={statement}>{(view) => <ItemChart rows={view.rows} />}</Loaded>
    </section>
  );
}

function ItemChart({ rows }: { readonly rows: readonly StatementRow[] }) {
  const { t } = useTranslation();
  const names = useNames();
  const [chosen, setChosen] = useState<string | null>(null);
  const items = [...new Set(rows.map((row) => row.item).filter((item) => item !== null))];
  const item = chosen !== null && items.includes(chosen) ? chosen : (items[0] ?? null);
  const own = rows.filter((row) => row.item === item);
  const series = DRAWN.map((stage) => ({
    stage,
    ...listMonthBars(own.map((row) => ({ month: row.month, quantity: row[stage] }))),
  }));
  const undated = series.flatMap((one) => one.undated);
  const hasSpans = series.some((one) => one.bars.some((bar) => bar.end - bar.start > 1));
  return (
    <>
      <NativeSelect
        label={t("chart.item")}
        maw={360}
        value={item ?? ""}
        data={items.map((id) => ({ value: id, label: names.item(id) }))}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <ul className="chart-legend">
        {DRAWN.map((stage) => (
          <li key={stage}>
            <i style={{ background: `var(--${stage})` }} />
            {t(`column.${stage}`)}
          </li>
        ))}
      </ul>
      {series.every((one) => one.bars.length === 0) ? (
        <p className="note">{t("chart.empty")}</p>
      ) : (
        <BarDrawing
          series={series.map(({ stage, bars }) => ({ label: t(`column.${stage}`), colour: stage, bars }))}
          unit={names.unitOf(item)}
          label={t("chart.alt", { item: names.item(item) })}
          name={`wellspring-${item ?? "months"}`}
        />
      )}
      {hasSpans ? <p className="note">{t("chart.span")}</p> : null}
      {undated.length > 0 ? <Undated figures={undated} /> : null}
      <ChartTable rows={own} />
    </>
  );
}

function Undated({ figures }: { readonly figures: readonly { month: string; quantity: number }[] }) {
  const { t } = useTranslation();
  const { when, quantity } = useWording();
  return (
    <p className="note">
      {t("chart.undated")}{" "}
      {figures.map(({ month, quantity: units }) => `${when(month)}: ${quantity(units)}`).join("; ")}
    </p>
  );
}

function ChartTable({ rows }: { readonly rows: readonly StatementRow[] }) {
  const { t } = useTranslation();
  const { when, quantity } = useWording();
  const dated = rows
    .filter((row) => row.month !== null)
    .toSorted((a, b) => ((a.month ?? "") < (b.month ?? "") ? -1 : 1));
  return (
    <details>
      <summary>{t("chart.table")}</summary>
      <ScrollTable caption={t("chart.title")} minWidth={360}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("column.month")}</Table.Th>
            {DRAWN.map((stage) => (
              <Table.Th key={stage} scope="col" className="number">
                {t(`column.${stage}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {dated.map((row) => (
            <Table.Tr key={row.month}>
              <Table.Th scope="row">
                {row.month?.includes("/") === true
                  ? t("chart.period", { period: when(row.month) })
                  : when(row.month ?? "")}
              </Table.Th>
              {DRAWN.map((stage) => (
                <Table.Td key={stage} className="number">
                  {quantity(row[stage])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </details>
  );
}
