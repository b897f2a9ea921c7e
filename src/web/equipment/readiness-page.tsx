import { NativeSelect, Table, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ReadinessView } from "#api/equipment.ts";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { listOwnParties, type Me, mayDo } from "../server/me.ts";
import { useSites } from "../server/reference.ts";
import { ReadinessForm } from "./readiness-form.tsx";
import { Assumed } from "./run-words.tsx";
import { useEquipmentWords } from "./use-equipment-words.ts";
import { useReadiness } from "./use-equipment.ts";

/** States what a site has for equipment to run, and shows what was stated before. */
export function ReadinessPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly>
      {(me) => (
        <>
          <PageTitle>{t("ready.title")}</PageTitle>
          <p className="lead">{t("ready.lead")}</p>
          <SiteChoice me={me} />
        </>
      )}
    </SignedInOnly>
  );
}

/** The sites of which one's parties speak: their own, and of a government those of its country that are nobody's. */
function SiteChoice({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const { site: asked } = useSearch({ from: "/desk/site-readiness" });
  const navigate = useNavigate({ from: "/desk/site-readiness" });
  const speaking = listOwnParties(me).filter(({ id }) => mayDo(me, "state_readiness", { self: id }));
  return (
    <Loaded query={useSites()}>
      {(every) => {
        const sites = every.filter(({ partyId, country }) =>
          speaking.some(({ id, code }) => partyId === id || (partyId === null && country === code)),
        );
        const siteId = sites.find(({ id }) => id === asked)?.id ?? sites[0]?.id;
        if (siteId === undefined) return <p className="note">{t("ready.noSite")}</p>;
        return (
          <>
            <NativeSelect
              label={t("column.site")}
              maw={420}
              mb="md"
              value={siteId}
              data={sites.map(({ id, name, code }) => ({
                value: id,
                label: name === code ? name : `${name} (${code})`,
              }))}
              onChange={(event) => void navigate({ search: { site: event.currentTarget.value } })}
            />
            <SiteReadiness key={siteId} siteId={siteId} />
          </>
        );
      }}
    </Loaded>
  );
}

function SiteReadiness({ siteId }: { readonly siteId: string }) {
  return (
    <Loaded query={useReadiness(siteId)}>
      {(readiness) => (
        <>
          <Assumed siteId={siteId} />
          <ReadinessForm siteId={siteId} last={readiness.history[0]} />
          <History history={readiness.history} />
        </>
      )}
    </Loaded>
  );
}

function History({ history }: { readonly history: ReadinessView["history"] }) {
  const { t } = useTranslation();
  const { when } = useWording();
  const { figure, listed, skills, items } = useEquipmentWords();
  if (history.length === 0) return <p className="note">{t("ready.none")}</p>;
  return (
    <section className="section" aria-labelledby="stated">
      <Title order={2} size="h3" id="stated">
        {t("asset.history")}
      </Title>
      <ScrollTable caption={t("ready.history")} minWidth={1100}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("ready.day")}</Table.Th>
            <Table.Th scope="col">{t("ready.voltage")}</Table.Th>
            <Table.Th scope="col">{t("ready.frequency")}</Table.Th>
            <Table.Th scope="col">{t("ready.sockets")}</Table.Th>
            <Table.Th scope="col">{t("ready.powerWatts")}</Table.Th>
            <Table.Th scope="col">{t("ready.powerHoursPerDay")}</Table.Th>
            <Table.Th scope="col">{t("ready.oxygenLowLitresPerMinute")}</Table.Th>
            <Table.Th scope="col">{t("ready.oxygenHighLitresPerMinute")}</Table.Th>
            <Table.Th scope="col">{t("ready.skills")}</Table.Th>
            <Table.Th scope="col">{t("ready.consumables")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {history.map((one) => (
            <Table.Tr key={one.recordedAt}>
              <Table.Th scope="row">
                {when(one.day)}
                <div className="note">{t("consignment.recorded", { when: when(one.recordedAt) })}</div>
              </Table.Th>
              <Table.Td>{figure(one.voltage)}</Table.Td>
              <Table.Td>{figure(one.frequency)}</Table.Td>
              <Table.Td>{listed(one.sockets)}</Table.Td>
              <Table.Td>{figure(one.powerWatts)}</Table.Td>
              <Table.Td>{figure(one.powerHoursPerDay)}</Table.Td>
              <Table.Td>{figure(one.oxygenLowLitresPerMinute)}</Table.Td>
              <Table.Td>{figure(one.oxygenHighLitresPerMinute)}</Table.Td>
              <Table.Td>{skills(one.skills)}</Table.Td>
              <Table.Td>{items(one.consumables)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </ScrollTable>
    </section>
  );
}
