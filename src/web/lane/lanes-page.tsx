import { NativeSelect } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SiteId } from "#core/id.ts";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { ScenarioNote } from "../display/marks.tsx";
import { NextPages } from "../display/next-pages.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { ScenarioSelect } from "../display/scenario-choice.tsx";
import { Loaded } from "../display/states.tsx";
import { read, server } from "../server/connection.ts";
import type { Me } from "../server/me.ts";
import { useLanguage, useSites } from "../server/reference.ts";
import { usePages } from "../server/use-pages.ts";
import type { ListedSite } from "../site/change-site-form.tsx";
import { listPartiesFor } from "../site/may-change.ts";
import { AddLaneForm } from "./add-lane-form.tsx";
import { LaneTable } from "./lane-table.tsx";

/** The lanes between sites, and the form that adds one. */
export function LanesPage() {
  const { t } = useTranslation();
  const sites = useSites();
  return (
    <SignedInOnly>
      {(me) => (
        <>
          <PageTitle>{t("lane.title")}</PageTitle>
          <p className="lead">{t("lane.lead")}</p>
          <Loaded query={sites}>{(all) => <Lanes me={me} sites={all} />}</Loaded>
        </>
      )}
    </SignedInOnly>
  );
}

const PAGE = 100;

function Lanes({ me, sites }: { readonly me: Me; readonly sites: readonly ListedSite[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const search = useSearch({ from: "/desk/lanes" });
  const navigate = useNavigate({ from: "/desk/lanes" });
  const { from, to, scenario } = search;
  const site = search.site ?? to ?? from;
  const lanes = usePages(["lanes", site ?? null, scenario ?? null], (cursor) =>
    read(
      server.listLanes({
        query: {
          limit: PAGE,
          ...cursor,
          // As the server sent it; another text of the address is refused by it.
          ...(site === undefined ? {} : { site: site as SiteId }),
          ...(scenario === undefined ? {} : { scenario }),
        },
      }),
    ),
  );
  const sorted = sites.toSorted((a, b) => a.name.localeCompare(b.name, language));
  const parties = listPartiesFor(me, "add_lane");
  return (
    <>
      {parties.length === 0 ? (
        <p className="note">{t("lane.mayNot")}</p>
      ) : (
        <AddLaneForm
          key={`${from ?? ""} ${to ?? ""}`}
          me={me}
          parties={parties}
          sites={sorted}
          ends={{ from, to }}
        />
      )}
      <div className="fields">
        <NativeSelect
          label={t("lane.ofSite")}
          value={site ?? ""}
          data={[
            { value: "", label: t("lane.all") },
            ...sorted.map(({ id, name, code }) => ({ value: id, label: `${name} · ${code}` })),
          ]}
          onChange={({ currentTarget: { value } }) =>
            void navigate({ search: { site: value, ...(scenario === undefined ? {} : { scenario }) } })
          }
        />
        <ScenarioSelect
          scenario={scenario}
          choose={(chosen) => void navigate({ search: { ...search, scenario: chosen } })}
        />
      </div>
      <ScenarioNote scenario={scenario} />
      <Loaded query={lanes.query}>
        {() => (
          <>
            <LaneTable me={me} lanes={lanes.items} sites={sites} />
            <NextPages pages={lanes} />
          </>
        )}
      </Loaded>
    </>
  );
}
