import { NativeSelect, Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RoundView } from "#api/round.ts";
import { measureGini, measureJain } from "#core/allocation/inequality.ts";
import type { RoundId } from "#core/id.ts";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useNames } from "../server/reference.ts";

type Outcome = NonNullable<RoundView["outcome"]>;
type Line = Outcome["lines"][number];

/** What a round and another one share out, side by side. */
export function RoundComparison({ round }: { readonly round: RoundView }) {
  const { t } = useTranslation();
  const { when } = useWording();
  const { word } = useWords();
  const [otherId, setOtherId] = useState("");
  const { scenario } = round;
  const rounds = useQuery({
    queryKey: ["rounds", scenario],
    queryFn: () =>
      read(server.listRounds({ query: { limit: 100, ...(scenario === null ? {} : { scenario }) } })),
  });
  const others = (rounds.data?.items ?? []).filter(({ id }) => id !== round.id);
  return (
    <section className="section" aria-labelledby="round-comparison">
      <Title order={2} size="h3" id="round-comparison">
        {t("compare.rounds")}
      </Title>
      <p>{t("compare.roundsLead")}</p>
      <Loaded query={rounds}>
        {() =>
          others.length === 0 ? (
            <p className="note">{t("compare.noOther")}</p>
          ) : (
            <NativeSelect
              label={t("compare.other")}
              maw={460}
              mb="md"
              value={otherId}
              data={[
                { value: "", label: t("form.choose") },
                ...others.map(({ id, cutOff, policy, status }) => ({
                  value: id,
                  label: `${when(cutOff)} · ${word("policy", policy.name)} · ${word("status", status)}`,
                })),
              ]}
              onChange={({ currentTarget: { value } }) => setOtherId(value)}
            />
          )
        }
      </Loaded>
      {otherId === "" || round.outcome === null ? null : (
        <Compared outcome={round.outcome} otherId={otherId} />
      )}
    </section>
  );
}

function Compared({ outcome, otherId }: { readonly outcome: Outcome; readonly otherId: string }) {
  const { t } = useTranslation();
  const other = useQuery({
    queryKey: ["round", otherId],
    // As the server sent it.
    queryFn: () => read(server.getRound({ params: { roundId: otherId as RoundId } })),
  });
  return (
    <Loaded query={other}>
      {(view) =>
        view.outcome === null ? (
          <p className="note">{t("round.draft")}</p>
        ) : (
          <>
            <Measures a={outcome} b={view.outcome} />
            <Lines a={outcome} b={view.outcome} />
          </>
        )
      }
    </Loaded>
  );
}

function Heads({ first }: { readonly first: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <Table.Thead>
      <Table.Tr>
        {first.map((text) => (
          <Table.Th key={text} scope="col">
            {text}
          </Table.Th>
        ))}
        <Table.Th scope="col" className="number">
          {t("compare.this")}
        </Table.Th>
        <Table.Th scope="col" className="number">
          {t("compare.other")}
        </Table.Th>
      </Table.Tr>
    </Table.Thead>
  );
}

function Measures({ a, b }: { readonly a: Outcome; readonly b: Outcome }) {
  const { t } = useTranslation();
  const { share, level } = useWording();
  const names = useNames();
  const mean = (lines: readonly Line[]) =>
    lines.length === 0 ? "–" : share(lines.reduce((sum, { coverage }) => sum + coverage, 0) / lines.length);
  const coverages = ({ lines }: Outcome) => lines.map(({ coverage }) => coverage);
  const ofGroup = ({ lines }: Outcome, least: boolean) =>
    lines.filter(({ leastDeveloped }) => leastDeveloped === least);
  const shareOf = ({ shareAfter }: Outcome, itemId: string) => {
    const found = shareAfter.find((one) => one.itemId === itemId)?.share ?? null;
    return found === null ? "–" : share(found);
  };
  const items = [...new Set([...a.shareAfter, ...b.shareAfter].map(({ itemId }) => itemId))];
  const rows: readonly (readonly [string, (outcome: Outcome) => string])[] = [
    [t("compare.leastDeveloped"), (outcome) => mean(ofGroup(outcome, true))],
    [t("compare.others"), (outcome) => mean(ofGroup(outcome, false))],
    [t("compare.gini"), (outcome) => level(measureGini(coverages(outcome)))],
    [t("compare.jain"), (outcome) => level(measureJain(coverages(outcome)))],
    ...items.map((itemId) => {
      const label = t("compare.share", { item: names.item(itemId) });
      return [label, (outcome: Outcome) => shareOf(outcome, itemId)] as const;
    }),
  ];
  return (
    <ScrollTable caption={t("compare.measures")} minWidth={320}>
      <Heads first={[t("compare.measure")]} />
      <Table.Tbody>
        {rows.map(([label, tell]) => (
          <Table.Tr key={label}>
            <Table.Th scope="row">{label}</Table.Th>
            <Table.Td className="number">{tell(a)}</Table.Td>
            <Table.Td className="number">{tell(b)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

const keyOf = ({ callId, callLineNumber }: Line) => `${callId} ${callLineNumber}`;

function Lines({ a, b }: { readonly a: Outcome; readonly b: Outcome }) {
  const { t } = useTranslation();
  const { share, quantity } = useWording();
  const names = useNames();
  const [ofA, ofB] = [a, b].map(({ lines }) => new Map(lines.map((line) => [keyOf(line), line])));
  const all = [...new Map([...a.lines, ...b.lines].map((line) => [keyOf(line), line])).values()];
  const tell = (line: Line | undefined) =>
    line === undefined
      ? "–"
      : `${quantity(line.allocated)} / ${quantity(line.asked)} (${share(line.coverage)})`;
  return (
    <ScrollTable caption={t("compare.allLines")} minWidth={560}>
      <Heads first={[t("column.country"), t("column.item")]} />
      <Table.Tbody>
        {all.map((line) => (
          <Table.Tr key={keyOf(line)}>
            <Table.Th scope="row">{names.party(line.partyCode)}</Table.Th>
            <Table.Td>{names.item(line.itemId)}</Table.Td>
            <Table.Td className="number">{tell(ofA?.get(keyOf(line)))}</Table.Td>
            <Table.Td className="number">{tell(ofB?.get(keyOf(line)))}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}
