import { Table, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { StatementRow } from "#api/statement.ts";
import { ScrollTable } from "../display/scroll-table.tsx";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";
import { BarDrawing } from "../statement/bar-drawing.tsx";
import { listMonthBars } from "../statement/month-bars.ts";
import { type Counted, groupOf, listPeriods, TERM_GROUPS, type TermGroup } from "./flows.ts";
import type { MapStage } from "./world-search.ts";

/** Units by month, given and paid for beside each other, and the same as a table. */
export function FlowChart({
  rows,
  shown,
  stage,
}: {
  readonly rows: readonly StatementRow[];
  readonly shown: Counted;
  readonly stage: MapStage;
}) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const names = useNames();
  const series = TERM_GROUPS.map((group) => {
    const own = rows.filter((row) => row.terms !== null && groupOf(row.terms) === group);
    const figures = own.map((row) => ({ month: row.month, quantity: row[stage] }));
    return { group, figures, ...listMonthBars(figures) };
  }).filter(({ bars, undated }) => bars.length + undated.length > 0);
  const unitsIn = (figures: readonly { month: string | null; quantity: number }[], month: string) =>
    figures.filter((one) => one.month === month).reduce((sum, one) => sum + one.quantity, 0);
  const label = (group: TermGroup): string => t(`world.${group}`);
  return (
    <section>
      <Title order={2} size="h3">
        {t("chart.title")}
      </Title>
      <ul className="chart-legend">
        {series.map(({ group }) => (
          <li key={group}>
            <i style={{ background: `var(--flow-${group})` }} />
            {label(group)}
          </li>
        ))}
      </ul>
      {series.some(({ bars }) => bars.length > 0) ? (
        <BarDrawing
          series={series.map(({ group, bars }) => ({ label: label(group), colour: `flow-${group}`, bars }))}
          unit={names.unit(shown.unit)}
          label={t("chart.alt", { item: names.item(shown.item) })}
          name={`wellspring-months-${shown.item}`}
        />
      ) : null}
      {series.some(({ bars }) => bars.some((bar) => bar.end - bar.start > 1)) ? (
        <p className="note">{t("chart.span")}</p>
      ) : null}
      <ScrollTable caption={t("chart.table")} minWidth={320}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("column.month")}</Table.Th>
            {series.map(({ group }) => (
              <Table.Th key={group} scope="col" className="number">
                {label(group)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {listPeriods(rows, stage).map((month) => (
            <Table.Tr key={month}>
              <Table.Th scope="row">{when(month)}</Table.Th>
              {series.map(({ group, figures }) => (
                <Table.Td key={group} className="number">
                  {quantity(unitsIn(figures, month))}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </section>
  );
}
