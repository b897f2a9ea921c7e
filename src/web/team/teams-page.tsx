import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { NextPages } from "../display/next-pages.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { mayDo, useMe } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { usePages } from "../server/use-pages.ts";
import { ActButton } from "../display/act-button.tsx";
import type { TeamOfferId } from "#core/team/team-offer.ts";
import { DeploymentList } from "./deployment-list.tsx";
import { useTeamWords } from "./team-words.tsx";

/** Which teams are offered, which calls for teams are open, and where teams are: open to everybody. */
export function TeamsPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t("teams.title")}</PageTitle>
      <p className="lead">{t("teams.lead")}</p>
      <TeamCalls />
      <div className="section">
        <TeamOffers />
      </div>
      <div className="section">
        <DeploymentList />
      </div>
    </>
  );
}

function TeamCalls() {
  const { t } = useTranslation();
  const words = useTeamWords();
  const names = useNames();
  const { quantity } = useWording();
  const calls = usePages(["team-calls"], (cursor) =>
    read(server.listTeamCalls({ query: { limit: 100, status: "open", ...cursor } })),
  );
  return (
    <Loaded query={calls.query}>
      {() =>
        calls.items.length === 0 ? (
          <Empty title={t("teams.noCalls")} />
        ) : (
          <>
            <ScrollTable caption={t("teams.calls")}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{t("column.party")}</Table.Th>
                  <Table.Th scope="col">{t("team.types")}</Table.Th>
                  <Table.Th scope="col" className="number">
                    {t("team.number")}
                  </Table.Th>
                  <Table.Th scope="col">{t("team.days")}</Table.Th>
                  <Table.Th scope="col">{t("column.site")}</Table.Th>
                  <Table.Th scope="col">{t("team.languages")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {calls.items.map((call) => (
                  <Table.Tr key={call.id}>
                    <Table.Th scope="row">
                      <Link to="/team-calls/$teamCallId" params={{ teamCallId: call.id }}>
                        {names.party(call.partyCode)}
                      </Link>
                    </Table.Th>
                    <Table.Td>{call.types.map(words.type).join("; ")}</Table.Td>
                    <Table.Td className="number">{quantity(call.count)}</Table.Td>
                    <Table.Td>{words.days(call.fromDay, call.untilDay)}</Table.Td>
                    <Table.Td>{call.siteName}</Table.Td>
                    <Table.Td>{words.languages(call.languages)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </ScrollTable>
            <NextPages pages={calls} />
          </>
        )
      }
    </Loaded>
  );
}

function TeamOffers() {
  const { t } = useTranslation();
  const words = useTeamWords();
  const names = useNames();
  const me = useMe().data;
  const offers = usePages(["teams"], (cursor) =>
    read(server.listTeams({ query: { limit: 100, status: "open", ...cursor } })),
  );
  return (
    <Loaded query={offers.query}>
      {() =>
        offers.items.length === 0 ? (
          <Empty title={t("teams.noOffers")} />
        ) : (
          <>
            <ScrollTable caption={t("teams.offers")} minWidth={920}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{t("team.name")}</Table.Th>
                  <Table.Th scope="col">{t("column.party")}</Table.Th>
                  <Table.Th scope="col">{t("team.types")}</Table.Th>
                  <Table.Th scope="col">{t("team.days")}</Table.Th>
                  <Table.Th scope="col">{t("team.languages")}</Table.Th>
                  <Table.Th scope="col">{t("column.terms")}</Table.Th>
                  <Table.Th scope="col">{t("team.needs")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {offers.items.map((offer) => (
                  <Table.Tr key={offer.id}>
                    <Table.Th scope="row">
                      {offer.teamName}
                      {offer.classifiedYear === null ? null : (
                        <div className="of-which-word">
                          {t("team.classified", { year: String(offer.classifiedYear) })}
                        </div>
                      )}
                      {mayDo(me, "withdraw_team_offer", { self: offer.partyId }) ? (
                        <ActButton
                          label={t("team.withdraw")}
                          question={t("team.withdrawSure")}
                          send={(commandId) =>
                            server.withdrawTeamOffer({
                              params: { teamOfferId: offer.id as TeamOfferId },
                              commandId,
                            })
                          }
                        />
                      ) : null}
                    </Table.Th>
                    <Table.Td>{partyWords(offer, names.party)}</Table.Td>
                    <Table.Td>
                      {words.types(offer.capabilities)}
                      {offer.belowMinimum.length === 0 ? null : (
                        <div className="of-which-word">{t("team.belowMinimum")}</div>
                      )}
                    </Table.Td>
                    <Table.Td>{words.days(offer.availableFrom, offer.availableUntil)}</Table.Td>
                    <Table.Td>{words.languages(offer.languages)}</Table.Td>
                    <Table.Td>
                      {offer.terms === null ? t("team.notStated") : t(`terms.${offer.terms}`)}
                    </Table.Td>
                    <Table.Td>{words.needs(offer.needs)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </ScrollTable>
            <NextPages pages={offers} />
          </>
        )
      }
    </Loaded>
  );
}

/** A government by its country; any other by its name, with its country. */
export function partyWords(
  {
    partyCode,
    partyName,
    country,
  }: { readonly partyCode: string; readonly partyName: string; readonly country: string | null },
  nameOf: (code: string | null) => string,
): string {
  const name = nameOf(partyCode);
  if (name !== partyCode) return name;
  return country === null ? partyName : `${partyName} (${nameOf(country)})`;
}
