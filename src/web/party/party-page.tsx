import { Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { PublicPartyView } from "#api/reference.ts";
import { PageTitle } from "../display/page-title.tsx";
import { ScenarioNote } from "../display/marks.tsx";
import { ScenarioSelect } from "../display/scenario-choice.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, RefusedReadingError, server } from "../server/connection.ts";
import { useNames } from "../server/reference.ts";
import { PartyDeeds } from "./party-deeds.tsx";
import { PartySide } from "./party-side.tsx";

/** What anybody may know of a party: what it gave and received, what it asks and offers now, the lists its country is on. */
export function PartyPage() {
  const { t } = useTranslation();
  const { code } = useParams({ from: "/parties/$code" });
  const party = useQuery({
    queryKey: ["party", code],
    queryFn: () => read(server.getParty({ params: { code } })),
  });
  const { error } = party;
  if (error instanceof RefusedReadingError && error.problem.status < 500) {
    return (
      <>
        <PageTitle>{t("party.title")}</PageTitle>
        <Empty title={t("party.none", { code })} />
      </>
    );
  }
  return <Loaded query={party}>{(found) => <KnownParty party={found} />}</Loaded>;
}

function KnownParty({ party }: { readonly party: PublicPartyView }) {
  const { t } = useTranslation();
  const names = useNames();
  const { scenario } = useSearch({ from: "/parties/$code" });
  const navigate = useNavigate({ from: "/parties/$code" });
  const isCountry = party.statementCode === party.code;
  const name = party.country === party.code ? names.party(party.code) : party.name;
  return (
    <>
      <PageTitle>{name}</PageTitle>
      <dl className="facts">
        <div>
          <dt>{t("party.kind")}</dt>
          <dd>{t(`partyKind.${party.kind}`)}</dd>
        </div>
        <div>
          <dt>{t("party.code")}</dt>
          <dd className="code">{party.code}</dd>
        </div>
        {party.country === null || isCountry ? null : (
          <div>
            <dt>{t("column.country")}</dt>
            <dd>
              <Link to="/parties/$code" params={{ code: party.country }} search={{ scenario }}>
                {names.party(party.country)}
              </Link>
            </dd>
          </div>
        )}
      </dl>
      <Listings listings={party.listings} />
      <div className="fields">
        <ScenarioSelect
          scenario={scenario}
          choose={(next) => void navigate({ search: next === "" ? {} : { scenario: next } })}
        />
      </div>
      <ScenarioNote scenario={scenario} />
      {isCountry ? (
        <>
          <PartySide key={`exporter ${party.code}`} side="exporter" code={party.code} scenario={scenario} />
          <PartySide key={`recipient ${party.code}`} side="recipient" code={party.code} scenario={scenario} />
        </>
      ) : (
        <p>
          {t("party.counted", { country: names.party(party.statementCode) })}{" "}
          <Link to="/parties/$code" params={{ code: party.statementCode }} search={{ scenario }}>
            {names.party(party.statementCode)}
          </Link>
        </p>
      )}
      <PartyDeeds code={party.code} scenario={scenario} />
    </>
  );
}

/** The country's stays on the United Nations' lists, with their dates. */
function Listings({ listings }: { readonly listings: PublicPartyView["listings"] }) {
  const { t } = useTranslation();
  const { when } = useWording();
  return (
    <section className="section" aria-labelledby="lists">
      <Title order={2} size="h3" id="lists">
        {t("party.lists")}
      </Title>
      {listings.length === 0 ? <p className="note">{t("party.noLists")}</p> : null}
      <ul>
        {listings.map(({ list, entered, left }) => (
          <li key={`${list} ${entered}`}>
            {t(`party.${list}`)}:{" "}
            {left === null
              ? t("party.since", { from: when(entered) })
              : t("party.fromTo", { from: when(entered), to: when(left) })}
          </li>
        ))}
      </ul>
    </section>
  );
}
