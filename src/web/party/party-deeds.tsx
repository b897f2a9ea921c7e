import { Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CallTable } from "../call/calls-page.tsx";
import { ScenarioMark, StatusMark } from "../display/marks.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { useNames } from "../server/reference.ts";

/** Rows of each list: what is newest. */
const ROWS_MAX = 10;

interface Asked {
  readonly code: string;
  readonly scenario: string | undefined;
}

/** The party's open calls and offers, and its newest consignments: each as anybody may see it. */
export function PartyDeeds({ code, scenario }: Asked) {
  const { t } = useTranslation();
  return (
    <>
      <Part id="calls" title={t("party.calls")}>
        <OpenCalls code={code} scenario={scenario} />
      </Part>
      <Part id="offers" title={t("party.offers")}>
        <OpenOffers code={code} scenario={scenario} />
      </Part>
      <Part id="consignments" title={t("party.consignments")}>
        <Consignments code={code} scenario={scenario} />
      </Part>
    </>
  );
}

function Part({
  id,
  title,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <section className="section" aria-labelledby={id}>
      <Title order={2} size="h3" id={id}>
        {title}
      </Title>
      {children}
    </section>
  );
}

function OpenCalls({ code, scenario }: Asked) {
  const { t } = useTranslation();
  const calls = useQuery({
    queryKey: ["party-calls", code, scenario],
    queryFn: async () => {
      const ask = (status: "open" | "partly_met") =>
        read(server.listCalls({ query: { party: code, status, limit: ROWS_MAX, ...ofScenario(scenario) } }));
      const [open, partlyMet] = await Promise.all([ask("open"), ask("partly_met")]);
      return [...open.items, ...partlyMet.items].toSorted((a, b) => (a.createdAt > b.createdAt ? -1 : 1));
    },
  });
  return (
    <Loaded query={calls}>
      {(items) =>
        items.length === 0 ? (
          <Empty title={t("party.noCalls")} />
        ) : (
          <CallTable calls={items.slice(0, ROWS_MAX)} caption={t("party.calls")} />
        )
      }
    </Loaded>
  );
}

const ofScenario = (scenario: string | undefined) => (scenario === undefined ? {} : { scenario });

function OpenOffers({ code, scenario }: Asked) {
  const { t } = useTranslation();
  const { when } = useWording();
  const offers = useQuery({
    queryKey: ["party-offers", code, scenario],
    queryFn: () =>
      read(
        server.listOffers({
          query: { party: code, status: "open", limit: ROWS_MAX, ...ofScenario(scenario) },
        }),
      ),
  });
  return (
    <Loaded query={offers}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={t("party.noOffers")} />
        ) : (
          <ScrollTable caption={t("party.offers")} minWidth={420}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t("party.offered")}</Table.Th>
                <Table.Th scope="col">{t("column.terms")}</Table.Th>
                <Table.Th scope="col">{t("column.lines")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((offer) => (
                <Table.Tr key={offer.id}>
                  <Table.Th scope="row">
                    <Link to="/offers/$offerId" params={{ offerId: offer.id }}>
                      {when(offer.createdAt)}
                    </Link>{" "}
                    <ScenarioMark scenario={offer.scenario} />
                  </Table.Th>
                  <Table.Td>{t(`terms.${offer.terms}`)}</Table.Td>
                  <Table.Td>{t("count.lines", { count: offer.lineCount })}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </ScrollTable>
        )
      }
    </Loaded>
  );
}

function Consignments({ code, scenario }: Asked) {
  const { t } = useTranslation();
  const names = useNames();
  const consignments = useQuery({
    queryKey: ["party-consignments", code, scenario],
    queryFn: () =>
      read(server.listConsignments({ query: { party: code, limit: ROWS_MAX, ...ofScenario(scenario) } })),
  });
  return (
    <Loaded query={consignments}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={t("party.noConsignments")} />
        ) : (
          <ScrollTable caption={t("party.consignments")} minWidth={520}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t("column.number")}</Table.Th>
                <Table.Th scope="col">{t("column.exporter")}</Table.Th>
                <Table.Th scope="col">{t("column.recipient")}</Table.Th>
                <Table.Th scope="col">{t("column.status")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((one) => (
                <Table.Tr key={one.id}>
                  <Table.Th scope="row">
                    <Link to="/follow/$identifier" params={{ identifier: one.number }} className="code">
                      {one.number}
                    </Link>{" "}
                    <ScenarioMark scenario={one.scenario} />
                  </Table.Th>
                  <Table.Td>{names.party(one.giverCode)}</Table.Td>
                  <Table.Td>{names.party(one.recipientCode)}</Table.Td>
                  <Table.Td>
                    <StatusMark status={one.status} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </ScrollTable>
        )
      }
    </Loaded>
  );
}
