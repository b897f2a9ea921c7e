import { NativeSelect, Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { VolunteerView } from "#api/volunteer.ts";
import type { PartyId } from "#core/id.ts";
import { VOLUNTEER_SKILLS, type VolunteerSkill } from "#core/volunteer/profession.ts";
import type { VolunteerId } from "#core/volunteer/volunteer.ts";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { ActButton } from "../display/act-button.tsx";
import { NextPages } from "../display/next-pages.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { listOwnParties, type OwnParty } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { usePages } from "../server/use-pages.ts";
import { useTeamWords } from "../team/team-words.tsx";
import { VolunteerForm } from "./volunteer-form.tsx";

/** The rosters of the parties for which one is the focal point. Nobody else is shown anything here. */
export function RosterPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly>
      {(me) => {
        const parties = listOwnParties(me).filter(({ roles }) => roles.includes("focal_point"));
        return (
          <>
            <PageTitle>{t("roster.title")}</PageTitle>
            <p className="lead">{t("roster.lead")}</p>
            {parties.length === 0 ? <Empty title={t("roster.notYours")} /> : null}
            {parties.map((party) => (
              <Roster key={party.id} party={party} />
            ))}
          </>
        );
      }}
    </SignedInOnly>
  );
}

function Roster({ party }: { readonly party: OwnParty }) {
  const { t } = useTranslation();
  const names = useNames();
  const [skill, setSkill] = useState<VolunteerSkill | "">("");
  const params = { partyId: party.id as PartyId }; // as the server sent it
  const pages = usePages(["volunteers", party.id, skill], (cursor) =>
    read(
      server.listVolunteers({ params, query: { limit: 100, ...(skill === "" ? {} : { skill }), ...cursor } }),
    ),
  );
  const country = names.party(party.code);
  return (
    <section className="section" aria-labelledby={`roster-${party.code}`}>
      <Title order={2} size="h3" id={`roster-${party.code}`}>
        {country === party.code ? party.name : country}
      </Title>
      <div className="fields">
        <NativeSelect
          label={t("roster.skills")}
          value={skill}
          data={[
            { value: "", label: t("roster.any") },
            ...VOLUNTEER_SKILLS.map((value) => ({ value, label: t(`volunteerSkill.${value}`) })),
          ]}
          onChange={(event) =>
            setSkill(VOLUNTEER_SKILLS.find((one) => one === event.currentTarget.value) ?? "")
          }
        />
      </div>
      <Loaded query={pages.query}>
        {() =>
          pages.items.length === 0 ? (
            <Empty title={t("roster.none")} />
          ) : (
            <>
              <VolunteerTable volunteers={pages.items} />
              <NextPages pages={pages} />
            </>
          )
        }
      </Loaded>
      <PublishCounts partyId={params.partyId} />
      <Title order={3} size="h4" mt="lg">
        {t("roster.add")}
      </Title>
      <VolunteerForm partyId={params.partyId} />
    </section>
  );
}

function VolunteerTable({ volunteers }: { readonly volunteers: readonly VolunteerView[] }) {
  const { t } = useTranslation();
  return (
    <ScrollTable caption={t("roster.title")} minWidth={860}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("roster.name")}</Table.Th>
          <Table.Th scope="col">{t("roster.profession")}</Table.Th>
          <Table.Th scope="col">{t("roster.skills")}</Table.Th>
          <Table.Th scope="col">{t("team.languages")}</Table.Th>
          <Table.Th scope="col">{t("roster.days")}</Table.Th>
          <Table.Th scope="col">{t("roster.consent")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {volunteers.map((volunteer) => (
          <VolunteerRow key={volunteer.id} volunteer={volunteer} />
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

function VolunteerRow({ volunteer }: { readonly volunteer: VolunteerView }) {
  const { t } = useTranslation();
  const { list, when } = useWording();
  const words = useTeamWords();
  const { id, name, contact, reference, profession, skills, languages, days, consents, version } = volunteer;
  const until = consents.find(({ scope }) => scope === "roster")?.untilDay;
  const today = new Date().toISOString().slice(0, 10);
  const tellsHosts = consents.some(
    (one) => one.scope === "host" && one.withdrawnOn === null && one.untilDay >= today,
  );
  return (
    <Table.Tr>
      <Table.Th scope="row">
        {name}
        <div className="of-which-word">
          {reference}; <bdi dir="ltr">{contact}</bdi>
        </div>
      </Table.Th>
      <Table.Td>{t(`profession.${profession}`)}</Table.Td>
      <Table.Td>{list(skills.map((skill) => t(`volunteerSkill.${skill}`)))}</Table.Td>
      <Table.Td>{words.languages(languages)}</Table.Td>
      <Table.Td>{days.map((one) => words.days(one.fromDay, one.untilDay)).join("; ")}</Table.Td>
      <Table.Td>
        {until === undefined ? null : when(until)}
        {tellsHosts ? <div className="of-which-word">{t("roster.hostYes")}</div> : null}
        <ActButton
          label={t("roster.erase")}
          question={t("roster.eraseSure")}
          send={(commandId) =>
            server.withdrawConsent({
              params: { volunteerId: id as VolunteerId },
              body: { scope: "roster" },
              commandId,
              expectedVersion: version,
            })
          }
        />
      </Table.Td>
    </Table.Tr>
  );
}

/** Whether the counts are public, and the way to change that. */
function PublishCounts({ partyId }: { readonly partyId: PartyId }) {
  const { t } = useTranslation();
  const roster = useQuery({
    queryKey: ["roster", partyId],
    queryFn: () => read(server.listVolunteers({ params: { partyId }, query: { limit: 1 } })),
  });
  const isPublished = roster.data?.publishesCounts ?? false;
  return (
    <div className="section">
      <p>{t(isPublished ? "roster.published" : "roster.notPublished")}</p>
      <ActButton
        key={String(isPublished)}
        label={t(isPublished ? "roster.hide" : "roster.publish")}
        send={(commandId) =>
          server.publishRosterCounts({
            params: { partyId },
            body: { publishesCounts: !isPublished },
            commandId,
          })
        }
      />
    </div>
  );
}
