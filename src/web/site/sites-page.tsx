import { Button, NativeSelect, Table } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { findSecretariat, listOwnParties, type Me, mayDo } from "../server/me.ts";
import { useLanguage, useNames, useParties, useSites } from "../server/reference.ts";
import { AddSiteForm } from "./add-site-form.tsx";
import { ChangeSiteForm, type ListedSite } from "./change-site-form.tsx";
import { listPartiesFor } from "./may-change.ts";

/** Sites of one's parties, or of a country: what they are, where, and the lanes from and to them. */
export function SitesPage() {
  return <SignedInOnly>{(me) => <Sites me={me} />}</SignedInOnly>;
}

function Sites({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const names = useNames();
  const language = useLanguage();
  const navigate = useNavigate({ from: "/desk/sites" });
  const { country } = useSearch({ from: "/desk/sites" });
  const sites = useSites();
  const secretariat = findSecretariat(me);
  const mayAddAny = mayDo(me, "add_site", { secretariat });
  const every = useParties(mayAddAny).data;
  const parties = every ?? listPartiesFor(me, "add_site");
  const own = new Set(listOwnParties(me).map(({ id }) => id));
  return (
    <>
      <PageTitle>{t("site.title")}</PageTitle>
      <p className="lead">{t("site.lead")}</p>
      <p className="note">{t("site.closing")}</p>
      <p className="note">
        {t("site.receiving")} <Link to="/desk/cold-chain">{t("nav.coldChain")}</Link>
      </p>
      {parties.length === 0 ? null : <AddSiteForm me={me} parties={parties} />}
      <Loaded query={sites}>
        {(all) => {
          const countries = [...new Set(all.map((site) => site.country))]
            .map((value) => ({ value, label: names.party(value) }))
            .toSorted((a, b) => a.label.localeCompare(b.label, language));
          const shown = all.filter((site) =>
            country === undefined ? own.has(site.partyId ?? "") : site.country === country,
          );
          return (
            <>
              <NativeSelect
                label={t("site.show")}
                maw={360}
                mb="md"
                value={country ?? ""}
                data={[{ value: "", label: t("site.own") }, ...countries]}
                onChange={({ currentTarget: { value } }) =>
                  void navigate({ search: { country: value }, replace: true, resetScroll: false })
                }
              />
              <SiteTable me={me} sites={shown} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function SiteTable({ me, sites }: { readonly me: Me; readonly sites: readonly ListedSite[] }) {
  const { t } = useTranslation();
  if (sites.length === 0) return <Empty title={t("site.none")} />;
  return (
    <ScrollTable caption={t("site.caption")} minWidth={760}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("site.name")}</Table.Th>
          <Table.Th scope="col">{t("site.kind")}</Table.Th>
          <Table.Th scope="col">{t("column.country")}</Table.Th>
          <Table.Th scope="col">{t("site.unLocode")}</Table.Th>
          <Table.Th scope="col">{t("site.coordinates")}</Table.Th>
          <Table.Th scope="col">{t("site.lanes")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sites.map((site) => (
          <SiteRow key={site.id} me={me} site={site} />
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}

function SiteRow({ me, site }: { readonly me: Me; readonly site: ListedSite }) {
  const { t } = useTranslation();
  const names = useNames();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { latitude, longitude, name } = site;
  const secretariat = findSecretariat(me);
  const mayChange = mayDo(me, "correct_site", { self: site.partyId ?? undefined, secretariat });
  return (
    <>
      <Table.Tr>
        <Table.Th scope="row">
          {name} <span className="code">{site.code}</span>{" "}
          {mayChange ? (
            <Button
              variant="subtle"
              size="compact-sm"
              aria-expanded={isOpen}
              aria-controls={id}
              aria-label={t("site.changeOf", { name })}
              onClick={() => setOpen(!isOpen)}
            >
              {t("site.change")}
            </Button>
          ) : null}
        </Table.Th>
        <Table.Td>{t(`site.kind.${site.kind}`)}</Table.Td>
        <Table.Td>{names.party(site.country)}</Table.Td>
        <Table.Td className="code">{site.unLocode ?? "–"}</Table.Td>
        <Table.Td className="code">
          {latitude === null || longitude === null ? "–" : `${latitude}, ${longitude}`}
        </Table.Td>
        <Table.Td>
          <Link to="/desk/lanes" search={{ site: site.id }} aria-label={t("site.lanesOf", { name })}>
            {t("site.lanes")}
          </Link>
        </Table.Td>
      </Table.Tr>
      {isOpen ? (
        <Table.Tr id={id}>
          <Table.Td colSpan={6}>
            <div className="explanation">
              <ChangeSiteForm site={site} onDone={() => setOpen(false)} />
            </div>
          </Table.Td>
        </Table.Tr>
      ) : null}
    </>
  );
}
