import { Button, Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ScrollTable } from "../display/scroll-table.tsx";
import { useWording } from "../display/wording.ts";
import type { server } from "../server/connection.ts";

export type Trial = Extract<Awaited<ReturnType<typeof server.tryRound>>, { ok: true }>["value"];
type Line = Trial["difference"]["lines"][number];

const ROWS_SHOWN_FIRST = 100;

/** What differs: who gains and who loses in sentences, figures of the whole, and line by line. */
export function TrialResult({ trial }: { readonly trial: Trial }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(ROWS_SHOWN_FIRST);
  const { difference, sentences, totals } = trial;
  // Whoever gains or loses most comes first.
  const lines = difference.lines.toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change));
  return (
    <div className="trial-result" role="region" aria-label={t("trial.title")} data-testid="trial-result">
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <ScrollTable caption={t("trial.totals")} minWidth={320}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col" />
            <Table.Th scope="col" className="number">
              {t("trial.before")}
            </Table.Th>
            <Table.Th scope="col" className="number">
              {t("trial.after")}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {totals.map(({ name, before, after }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td className="number">{before}</Table.Td>
              <Table.Td className="number">{after}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
      {lines.length === 0 ? null : <LineTable lines={lines.slice(0, shown)} />}
      {lines.length > shown ? (
        <Button variant="subtle" size="sm" onClick={() => setShown(lines.length)}>
          {t("count.rows", { count: lines.length - shown })}
        </Button>
      ) : null}
    </div>
  );
}

const COLUMNS = ["before", "after", "change", "levelBefore", "levelAfter"] as const;

function LineTable({ lines }: { readonly lines: readonly Line[] }) {
  const { t } = useTranslation();
  return (
    <ScrollTable caption={t("trial.lines")} minWidth={560}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("trial.line")}</Table.Th>
          {COLUMNS.map((column) => (
            <Table.Th key={column} scope="col" className="number">
              {t(`trial.${column}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map((line) => (
          <LineRow key={line.demand} line={line} />
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

function LineRow({ line: { name, change, before, after } }: { readonly line: Line }) {
  const { t } = useTranslation();
  const { quantity, signed, level } = useWording();
  const units = (state: Line["before"]) => (state === null ? t("trial.absent") : quantity(state.allocated));
  const shownLevel = (state: Line["before"]) => (state === null ? "–" : level(state.level));
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td className="number">{units(before)}</Table.Td>
      <Table.Td className="number">{units(after)}</Table.Td>
      <Table.Td className="number">{signed(change)}</Table.Td>
      <Table.Td className="number">{shownLevel(before)}</Table.Td>
      <Table.Td className="number">{shownLevel(after)}</Table.Td>
    </Table.Tr>
  );
}
