import { Button, Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { StatementRow } from "#api/statement.ts";
import { orderOfWhich } from "#core/statement/of-which.ts";
import { ScrollTable } from "../display/scroll-table.tsx";
import { useNarrow } from "../display/use-narrow.ts";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";
import { FigureCards } from "./figure-cards.tsx";
import { ReportedList } from "./reported-list.tsx";
import { RARE_STAGES, type Second, SECOND_COLUMNS, type ShownStage, STAGES } from "./statement-columns.ts";
import type { StatementSearch } from "./statement-search.ts";

/** Rows drawn at first: enough for every item of one partner, few enough for a phone. */
const ROWS_SHOWN_FIRST = 120;

/** The figures, parts indented under the wider item that contains them, each stage in its own column. */
export function StatementTable({
  search,
  rows,
}: {
  readonly search: StatementSearch;
  readonly rows: readonly StatementRow[];
}) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(ROWS_SHOWN_FIRST);
  const { by = "item" } = search;
  const second = SECOND_COLUMNS.find((name) => by === `item,${name}`);
  const stages = STAGES.filter((stage) => !RARE_STAGES.has(stage) || rows.some((row) => row[stage] !== 0));
  const hasReported = rows.some((row) => row.reported.length > 0);
  const secondText = useSecondText();
  const sorted = useSortedRows(rows, second);
  const placed = orderOfWhich(sorted, (row) => groupOf(row, second));
  const hidden = placed.length - shown;
  const isNarrow = useNarrow(700);
  return (
    <>
      {isNarrow ? (
        <FigureCards rows={placed.slice(0, shown)} {...{ second, stages, secondText }} />
      ) : (
        <ScrollTable caption={t("statement.caption")} minWidth={second === undefined ? 900 : 1040}>
          <Table.Thead>
            <Table.Tr>
              {second === undefined ? null : <Table.Th scope="col">{t(`column.${second}`)}</Table.Th>}
              <Table.Th scope="col">{t("column.item")}</Table.Th>
              {stages.map((stage) => (
                <Table.Th key={stage} scope="col" className="number">
                  {t(`column.${stage}`)}
                </Table.Th>
              ))}
              {hasReported ? <Table.Th scope="col">{t("column.reported")}</Table.Th> : null}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {placed.slice(0, shown).map(({ row, depth }) => (
              <FigureRow
                key={JSON.stringify([row.item, row.unit, groupOf(row, second)])}
                {...{ row, depth, second, stages, hasReported }}
              />
            ))}
          </Table.Tbody>
        </ScrollTable>
      )}
      {hidden > 0 ? (
        <Button variant="subtle" size="sm" mt="xs" onClick={() => setShown(placed.length)}>
          {t("count.rows", { count: hidden })}
        </Button>
      ) : null}
    </>
  );
}

function FigureRow({
  row,
  depth,
  second,
  stages,
  hasReported,
}: {
  readonly row: StatementRow;
  readonly depth: number;
  readonly second: Second | undefined;
  readonly stages: readonly ShownStage[];
  readonly hasReported: boolean;
}) {
  const { t } = useTranslation();
  const names = useNames();
  const { quantity } = useWording();
  const secondText = useSecondText();
  return (
    <Table.Tr className={depth > 0 ? "of-which" : undefined}>
      {second === undefined ? null : <Table.Td>{secondText(row, second)}</Table.Td>}
      <Table.Th scope="row" style={{ paddingInlineStart: `${10 + depth * 22}px` }}>
        {depth > 0 ? <span className="of-which-word">{t("statement.ofWhich")} </span> : null}
        {names.item(row.item)} <span className="of-which-word">({names.unit(row.unit ?? "")})</span>
      </Table.Th>
      {stages.map((stage) => (
        <Table.Td key={stage} className={row[stage] === 0 ? "number zero" : "number"}>
          {quantity(row[stage])}
        </Table.Td>
      ))}
      {hasReported ? (
        <Table.Td>
          <ReportedList figures={row.reported} unit={row.unit ?? ""} />
        </Table.Td>
      ) : null}
    </Table.Tr>
  );
}

function groupOf(row: StatementRow, second: Second | undefined): string {
  return second === undefined ? "" : (row[second] ?? "");
}

function useSecondText(): (row: StatementRow, second: Second) => string {
  const { t } = useTranslation();
  const names = useNames();
  const { when } = useWording();
  return (row, second) => {
    const value = row[second];
    if (value === null) return "–";
    if (second === "month") return when(value);
    return second === "terms" && row.terms !== null ? t(`terms.${row.terms}`) : names.party(value);
  };
}

/** By the second column as it reads on the page (months by time); items keep the catalogue's order. */
function useSortedRows(rows: readonly StatementRow[], second: Second | undefined): readonly StatementRow[] {
  const textOf = useSecondText();
  if (second === undefined) return rows;
  const key = (row: StatementRow): string =>
    second === "month" ? groupOf(row, second) : textOf(row, second);
  const collator = new Intl.Collator();
  return rows.toSorted((a, b) => collator.compare(key(a), key(b)));
}
