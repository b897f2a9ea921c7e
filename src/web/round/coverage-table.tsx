import { Button, Checkbox, NativeSelect, Table, TextInput, Title } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RoundView } from "#api/round.ts";
import { ScrollTable } from "../display/scroll-table.tsx";
import { useWording } from "../display/wording.ts";
import { ExplanationRow, useExplanation } from "./explanation.tsx";
import { useLanguage, useNames } from "../server/reference.ts";

type Line = NonNullable<RoundView["outcome"]>["lines"][number];
const ROWS_SHOWN_FIRST = 250;

/** Country by country for one item: asked, shared out to it, coverage, and in words what bound it. */
export function CoverageTable({
  roundId,
  lines,
}: {
  readonly roundId: string;
  readonly lines: readonly Line[];
}) {
  const { t } = useTranslation();
  const names = useNames();
  const language = useLanguage();
  const navigate = useNavigate({ from: "/rounds/$roundId" });
  const search = useSearch({ from: "/rounds/$roundId" });
  const [shown, setShown] = useState(ROWS_SHOWN_FIRST);
  const items = [...new Set(lines.map((line) => line.itemId))];
  // Lines of what the round had nothing of can be chosen too; what it shared out comes first.
  const shared = lines.find((line) => line.allocated > 0)?.itemId ?? items[0];
  const item = search.item !== undefined && items.includes(search.item) ? search.item : shared;
  const wanted = (search.find ?? "").toLocaleLowerCase(language);
  const rows = lines
    .filter((line) => line.itemId === item && (search.ldc === undefined || line.leastDeveloped))
    .map((line) => ({ line, name: names.party(line.partyCode) }))
    .filter(({ line, name }) => `${name} ${line.partyCode}`.toLocaleLowerCase(language).includes(wanted))
    .toSorted((a, b) => a.name.localeCompare(b.name, language));
  const change = (part: { item?: string; find?: string; ldc?: string }) =>
    void navigate({ search: { ...search, ...part }, replace: true, resetScroll: false });
  return (
    <section className="section" aria-labelledby="coverage">
      <Title order={2} size="h3" id="coverage">
        {t("round.coverage")}
      </Title>
      <div className="fields">
        <NativeSelect
          label={t("column.item")}
          value={item ?? ""}
          data={items.map((value) => ({ value, label: names.item(value) }))}
          onChange={(event) => change({ item: event.currentTarget.value })}
        />
        <TextInput
          label={t("round.find")}
          value={search.find ?? ""}
          onChange={(event) => change({ find: event.currentTarget.value })}
        />
        <Checkbox
          label={t("round.ldcOnly")}
          checked={search.ldc !== undefined}
          onChange={(event) => change({ ldc: event.currentTarget.checked ? "1" : "" })}
        />
      </div>
      <p className="note" role="status">
        {t("count.countries", { count: new Set(rows.map(({ line }) => line.partyCode)).size })}
      </p>
      <ScrollTable caption={t("round.coverageCaption")} minWidth={720}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("column.country")}</Table.Th>
            <Table.Th scope="col" className="number">
              {t("round.asked")}
            </Table.Th>
            <Table.Th scope="col" className="number">
              {t("round.allocated")}
            </Table.Th>
            <Table.Th scope="col">{t("round.coverageShort")}</Table.Th>
            <Table.Th scope="col">{t("round.bound")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, shown).map(({ line, name }) => (
            <CoverageRow
              key={`${line.callId} ${line.callLineNumber}`}
              roundId={roundId}
              line={line}
              name={name}
            />
          ))}
        </Table.Tbody>
      </ScrollTable>
      {rows.length > shown ? (
        <Button variant="subtle" size="sm" onClick={() => setShown(rows.length)}>
          {t("count.rows", { count: rows.length - shown })}
        </Button>
      ) : null}
    </section>
  );
}

function CoverageRow({
  roundId,
  line,
  name,
}: {
  readonly roundId: string;
  readonly line: Line;
  readonly name: string;
}) {
  const { t } = useTranslation();
  const { quantity, share } = useWording();
  const { id, isOpen, button } = useExplanation(name);
  const { callId, callLineNumber } = line;
  const explained = { kind: "line", callId, callLineNumber } as const;
  return (
    <>
      <Table.Tr>
        <Table.Th scope="row">
          <Link to="/rounds/$roundId/recipients/$party" params={{ roundId, party: line.partyCode }}>
            {name}
          </Link>
          {line.leastDeveloped ? <span className="of-which-word"> · {t("round.ldc")}</span> : null} {button}
        </Table.Th>
        <Table.Td className="number">{quantity(line.asked)}</Table.Td>
        <Table.Td className="number">{quantity(line.allocated)}</Table.Td>
        <Table.Td style={{ whiteSpace: "nowrap" }}>
          <span className="coverage-bar" aria-hidden="true">
            <span style={{ width: `${Math.min(line.coverage, 1) * 100}%` }} />
          </span>
          {share(line.coverage)}
        </Table.Td>
        <Table.Td>{line.bindings.map((binding) => t(`binding.${binding}`)).join("; ")}</Table.Td>
      </Table.Tr>
      {isOpen ? <ExplanationRow id={id} columns={5} roundId={roundId} explained={explained} /> : null}
    </>
  );
}
