import { Table, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RoundView } from "#api/round.ts";
import { ScrollTable } from "../display/scroll-table.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { useNames } from "../server/reference.ts";
import { ExplanationRow, useExplanation } from "./explanation.tsx";

type Outcome = NonNullable<RoundView["outcome"]>;

/** What the least developed countries get of each item: with every line weighing the same, and under the policy. */
export function ShareTable({
  before,
  after,
}: {
  readonly before: Outcome["shareBefore"];
  readonly after: Outcome["shareAfter"];
}) {
  const { t } = useTranslation();
  const { share, signed } = useWording();
  const names = useNames();
  const text = (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : share(value);
  return (
    <section className="section" aria-labelledby="share">
      <Title order={2} size="h3" id="share">
        {t("round.share")}
      </Title>
      <ScrollTable caption={t("round.shareCaption")} minWidth={420}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("column.item")}</Table.Th>
            <Table.Th scope="col" className="number">
              {t("round.shareBefore")}
            </Table.Th>
            <Table.Th scope="col" className="number">
              {t("round.shareAfter")}
            </Table.Th>
            <Table.Th scope="col" className="number">
              {t("round.sharePoints")}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {after
            .filter(({ allocated }) => allocated > 0)
            .map((row) => {
              const earlier = before.find((one) => one.itemId === row.itemId)?.share ?? null;
              const change = row.share === null || earlier === null ? null : (row.share - earlier) * 100;
              return (
                <Table.Tr key={row.itemId}>
                  <Table.Th scope="row">{names.item(row.itemId)}</Table.Th>
                  <Table.Td className="number">{text(earlier)}</Table.Td>
                  <Table.Td className="number">{text(row.share)}</Table.Td>
                  <Table.Td className="number">
                    {change === null ? "–" : t("round.points", { points: signed(change) })}
                  </Table.Td>
                </Table.Tr>
              );
            })}
        </Table.Tbody>
      </ScrollTable>
    </section>
  );
}

/** What the round leaves over, and why. Nothing is drawn where nothing is left. */
export function UnusedTable({
  roundId,
  unused,
}: {
  readonly roundId: string;
  readonly unused: Outcome["unused"];
}) {
  const { t } = useTranslation();
  if (unused.length === 0) return null;
  return (
    <section className="section" aria-labelledby="unused">
      <Title order={2} size="h3" id="unused">
        {t("round.unused")}
      </Title>
      <ScrollTable caption={t("round.unusedCaption")} minWidth={420}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("column.item")}</Table.Th>
            <Table.Th scope="col" className="number">
              {t("column.quantity")}
            </Table.Th>
            <Table.Th scope="col">{t("round.reason")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {unused.map((row) => (
            <UnusedRow key={`${row.supplyId} ${row.reason}`} roundId={roundId} row={row} />
          ))}
        </Table.Tbody>
      </ScrollTable>
    </section>
  );
}

function UnusedRow({ roundId, row }: { readonly roundId: string; readonly row: Outcome["unused"][number] }) {
  const { quantity } = useWording();
  const { word } = useWords();
  const item = useNames().item(row.itemId);
  const { id, isOpen, button } = useExplanation(item);
  const explained = { kind: "supply", supplyId: row.supplyId } as const;
  return (
    <>
      <Table.Tr>
        <Table.Th scope="row">
          {item} {button}
        </Table.Th>
        <Table.Td className="number">{quantity(row.quantity)}</Table.Td>
        <Table.Td>{word("unused", row.reason)}</Table.Td>
      </Table.Tr>
      {isOpen ? <ExplanationRow id={id} columns={3} roundId={roundId} explained={explained} /> : null}
    </>
  );
}
