import { Table, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ScenarioMark, StatusMark } from "../display/marks.tsx";
import { NextPages } from "../display/next-pages.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import type { OwnParty } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { type Pages, usePages } from "../server/use-pages.ts";

interface ListProps {
  readonly party: OwnParty;
  readonly name: string;
}

/** What every row of a desk's lists says: what it is (as a link), its state, when it was made. */
interface DeskRow {
  readonly id: string;
  readonly status: string;
  readonly scenario: string | null;
  readonly createdAt: string;
}

const PAGE = 20;

/** The calls of a party. */
export function CallList({ party, name }: ListProps) {
  const { t } = useTranslation();
  const calls = usePages(["desk-calls", party.code], (cursor) =>
    read(server.listCalls({ query: { party: party.code, limit: PAGE, ...cursor } })),
  );
  return (
    <DeskList
      what={t("desk.calls")}
      none={t("desk.noCalls")}
      name={name}
      pages={calls}
      draw={(call) => (
        <Link to="/calls/$callId" params={{ callId: call.id }}>
          {t("count.lines", { count: call.lineCount })}
        </Link>
      )}
    />
  );
}

/** The offers of a party. */
export function OfferList({ party, name }: ListProps) {
  const { t } = useTranslation();
  const offers = usePages(["desk-offers", party.code], (cursor) =>
    read(server.listOffers({ query: { party: party.code, limit: PAGE, ...cursor } })),
  );
  return (
    <DeskList
      what={t("desk.offers")}
      none={t("desk.noOffers")}
      name={name}
      pages={offers}
      draw={(offer) => (
        <Link to="/offers/$offerId" params={{ offerId: offer.id }}>
          {t("count.lines", { count: offer.lineCount })} · {t(`terms.${offer.terms}`)}
        </Link>
      )}
    />
  );
}

/** The agreements in which a party gives or receives. */
export function AgreementList({ party, name }: ListProps) {
  const { t } = useTranslation();
  const names = useNames();
  const agreements = usePages(["desk-agreements", party.code], (cursor) =>
    read(server.listAgreements({ query: { party: party.code, limit: PAGE, ...cursor } })),
  );
  return (
    <DeskList
      what={t("desk.agreements")}
      none={t("desk.noAgreements")}
      name={name}
      pages={agreements}
      draw={(agreement) => (
        <Link to="/agreements/$agreementId" params={{ agreementId: agreement.id }}>
          {t("agreement.title", {
            giver: names.party(agreement.giverCode),
            recipient: names.party(agreement.recipientCode),
          })}
        </Link>
      )}
    />
  );
}

/** The consignments to and from a party. */
export function ConsignmentList({ party, name }: ListProps) {
  const { t } = useTranslation();
  const names = useNames();
  const consignments = usePages(["desk-consignments", party.code], (cursor) =>
    read(server.listConsignments({ query: { party: party.code, limit: PAGE, ...cursor } })),
  );
  return (
    <DeskList
      what={t("desk.consignments")}
      none={t("desk.noConsignments")}
      name={name}
      pages={consignments}
      draw={(consignment) => (
        <>
          <Link to="/consignments/$consignmentId" params={{ consignmentId: consignment.id }} className="code">
            {consignment.number}
          </Link>{" "}
          {names.party(consignment.giverCode)} – {names.party(consignment.recipientCode)}
        </>
      )}
    />
  );
}

function DeskList<Row extends DeskRow>({
  what,
  none,
  name,
  pages,
  draw,
}: {
  readonly what: string;
  readonly none: string;
  readonly name: string;
  readonly pages: Pages<Row>;
  readonly draw: (row: Row) => ReactNode;
}) {
  const { t } = useTranslation();
  const { when } = useWording();
  return (
    <div className="desk-list">
      <Title order={3} size="h4">
        {what}
      </Title>
      <Loaded query={pages.query}>
        {() =>
          pages.items.length === 0 ? (
            <p className="note">{none}</p>
          ) : (
            <>
              <ScrollTable caption={t("desk.caption", { what, party: name })} minWidth={480}>
                <Table.Tbody>
                  {pages.items.map((row) => (
                    <Table.Tr key={row.id}>
                      <Table.Th scope="row">
                        {draw(row)} <ScenarioMark scenario={row.scenario} />
                      </Table.Th>
                      <Table.Td>
                        <StatusMark status={row.status} />
                      </Table.Td>
                      <Table.Td>{when(row.createdAt)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </ScrollTable>
              <NextPages pages={pages} />
            </>
          )
        }
      </Loaded>
    </div>
  );
}
