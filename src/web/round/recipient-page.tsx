import { Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AllocationView, RoundView } from "#api/round.ts";
import type { RoundId } from "#core/id.ts";
import { ScenarioNote } from "../display/marks.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useNames } from "../server/reference.ts";
import { ExplanationText } from "./explanation.tsx";

type Line = NonNullable<RoundView["outcome"]>["lines"][number];

/** What a round shares out to one recipient: each line with what it gets, when, by which way, and what bound it. */
export function RecipientPage() {
  const { roundId, party } = useParams({ from: "/rounds/$roundId/recipients/$party" });
  // The id came with the address; the server checks it.
  const params = { roundId: roundId as RoundId };
  const round = useQuery({
    queryKey: ["round", roundId],
    queryFn: () => read(server.getRound({ params })),
  });
  const ways = useQuery({
    queryKey: ["allocations", roundId, party],
    queryFn: () => read(server.listRoundAllocations({ params, query: { party } })),
  });
  return (
    <Loaded query={round}>
      {(view) => (
        <Loaded query={ways}>{({ items }) => <Recipient round={view} party={party} ways={items} />}</Loaded>
      )}
    </Loaded>
  );
}

function Recipient({
  round,
  party,
  ways,
}: {
  readonly round: RoundView;
  readonly party: string;
  readonly ways: readonly AllocationView[];
}) {
  const { t } = useTranslation();
  const { when } = useWording();
  const names = useNames();
  const lines = (round.outcome?.lines ?? []).filter((line) => line.partyCode === party);
  return (
    <>
      <PageTitle>{t("recipient.title", { party: names.party(party), day: when(round.cutOff) })}</PageTitle>
      <ScenarioNote scenario={round.scenario} />
      <p className="lead">{t("recipient.lead")}</p>
      <p>
        <Link to="/rounds/$roundId" params={{ roundId: round.id }}>
          {t("recipient.round")}
        </Link>
      </p>
      {lines.length === 0 ? <Empty title={t("recipient.none")} /> : null}
      {lines.map((line) => (
        <RecipientLine
          key={`${line.callId} ${line.callLineNumber}`}
          roundId={round.id}
          line={line}
          ways={ways.filter(
            ({ callId, callLineNumber }) => callId === line.callId && callLineNumber === line.callLineNumber,
          )}
        />
      ))}
    </>
  );
}

function RecipientLine({
  roundId,
  line,
  ways,
}: {
  readonly roundId: string;
  readonly line: Line;
  readonly ways: readonly AllocationView[];
}) {
  const { t } = useTranslation();
  const { quantity, share } = useWording();
  const names = useNames();
  const { callId, callLineNumber, itemId } = line;
  const titleId = `line-${callId}-${callLineNumber}`;
  return (
    <section className="section" aria-labelledby={titleId}>
      <Title order={2} size="h3" id={titleId}>
        <Link to="/calls/$callId" params={{ callId }}>
          {names.item(itemId)}
        </Link>
      </Title>
      <p>
        {t("recipient.gets", {
          allocated: quantity(line.allocated),
          asked: quantity(line.asked),
          unit: names.unitOf(itemId),
          share: share(line.coverage),
        })}
      </p>
      {ways.length === 0 ? <p className="note">{t("recipient.nothing")}</p> : <Ways ways={ways} />}
      <div className="explanation">
        <ExplanationText roundId={roundId} explained={{ kind: "line", callId, callLineNumber }} />
      </div>
    </section>
  );
}

function Ways({ ways }: { readonly ways: readonly AllocationView[] }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const names = useNames();
  return (
    <ScrollTable caption={t("recipient.ways")} minWidth={640}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("column.exporter")}</Table.Th>
          <Table.Th scope="col" className="number">
            {t("column.quantity")}
          </Table.Th>
          <Table.Th scope="col">{t("column.from")}</Table.Th>
          <Table.Th scope="col">{t("column.to")}</Table.Th>
          <Table.Th scope="col">{t("lane.mode")}</Table.Th>
          <Table.Th scope="col">{t("answer.leaves")}</Table.Th>
          <Table.Th scope="col">{t("answer.arrives")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {ways.map((way) => (
          <Table.Tr key={way.lineNumber}>
            <Table.Th scope="row">{names.party(way.giverCode)}</Table.Th>
            <Table.Td className="number">{quantity(way.quantity)}</Table.Td>
            <Table.Td>{way.fromSite.name}</Table.Td>
            <Table.Td>{way.toSite.name}</Table.Td>
            <Table.Td>{t(`lane.mode.${way.mode}`)}</Table.Td>
            <Table.Td>{when(way.departOn)}</Table.Td>
            <Table.Td>{when(way.arriveOn)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}
