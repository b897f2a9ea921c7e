import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { OfferView } from "#api/offer.ts";
import type { OfferId } from "#core/id.ts";
import { OFFER_STEPS } from "#core/offer/offer.ts";
import { OfferCourse } from "../course/course-section.tsx";
import { OwnNumber } from "../display/own-number.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ActButton } from "../display/act-button.tsx";
import { ScenarioNote, StatusMark } from "../display/marks.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { mayDo, useMe } from "../server/me.ts";
import { useNames, useSites } from "../server/reference.ts";

/** One offer: what is given or sold, on which terms, and what of it nobody has been promised yet. */
export function OfferPage() {
  const { offerId } = useParams({ from: "/offers/$offerId" });
  const params = { offerId: offerId as OfferId }; // came with the address; the server checks it
  const offer = useQuery({ queryKey: ["offer", offerId], queryFn: () => read(server.getOffer({ params })) });
  return <Loaded query={offer}>{(view) => <ShownOffer offer={view} />}</Loaded>;
}

function ShownOffer({ offer }: { readonly offer: OfferView }) {
  const { t } = useTranslation();
  const names = useNames();
  const me = useMe().data;
  const mayWithdraw =
    OFFER_STEPS[offer.status].withdraw !== undefined && mayDo(me, "withdraw_offer", { self: offer.partyId });
  return (
    <>
      <PageTitle>
        {t("offer.title", { party: names.party(offer.partyCode) })} <StatusMark status={offer.status} />
      </PageTitle>
      <ScenarioNote scenario={offer.scenario} />
      <p className="lead">
        {t("column.terms")}: {t(`terms.${offer.terms}`)}
      </p>
      <OfferLines offer={offer} />
      <OfferCourse offerId={offer.id} version={offer.version} />
      <OwnNumber id={offer.id} />
      {mayWithdraw ? (
        <div className="section">
          <ActButton
            label={t("offer.withdraw")}
            question={t("offer.withdrawSure")}
            send={(commandId) =>
              server.withdrawOffer({ params: { offerId: offer.id as OfferId }, commandId })
            }
          />
        </div>
      ) : null}
    </>
  );
}

/** What the giver keeps of a line, and in which packs and shipments it goes: nothing where nothing is stated. */
function PackWords({ line }: { readonly line: OfferView["lines"][number] }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const { keptUnits, packUnits, leastShipmentUnits } = line;
  const words = [
    keptUnits > 0 ? t("offer.kept", { quantity: quantity(keptUnits) }) : null,
    packUnits > 1 ? t("offer.packs", { quantity: quantity(packUnits) }) : null,
    leastShipmentUnits > 1 ? t("offer.leastShipment", { quantity: quantity(leastShipmentUnits) }) : null,
  ].filter((one) => one !== null);
  return words.length === 0 ? null : <div className="of-which-word">{words.join("; ")}</div>;
}

function OfferLines({ offer }: { readonly offer: OfferView }) {
  const { t } = useTranslation();
  const { quantity, when } = useWording();
  const names = useNames();
  const sites = useSites().data ?? [];
  return (
    <ScrollTable caption={t("offer.caption")} minWidth={760}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("column.item")}</Table.Th>
          <Table.Th scope="col" className="number">
            {t("column.quantity")}
          </Table.Th>
          <Table.Th scope="col" className="number">
            {t("offer.available")}
          </Table.Th>
          <Table.Th scope="col">{t("column.site")}</Table.Th>
          <Table.Th scope="col">{t("column.lot")}</Table.Th>
          <Table.Th scope="col">{t("column.expiry")}</Table.Th>
          <Table.Th scope="col">{t("form.availableFrom")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {offer.lines.map((line) => (
          <Table.Tr key={line.lineNumber}>
            <Table.Th scope="row">
              <Link to="/follow/$identifier" params={{ identifier: line.supplyId }}>
                {names.item(line.itemId)}
              </Link>{" "}
              <span className="of-which-word">({names.unitOf(line.itemId)})</span>
              <PackWords line={line} />
            </Table.Th>
            <Table.Td className="number">{quantity(line.quantity)}</Table.Td>
            <Table.Td className="number">{quantity(line.available)}</Table.Td>
            <Table.Td>{sites.find((site) => site.id === line.siteId)?.name ?? "–"}</Table.Td>
            <Table.Td>
              <span className="code">{line.lotNumber ?? "–"}</span>
            </Table.Td>
            <Table.Td>{line.expiry === null ? "–" : when(line.expiry)}</Table.Td>
            <Table.Td>{when(line.availableFrom)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}
