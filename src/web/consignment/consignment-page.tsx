import { Anchor, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { ConsignmentView } from "#api/consignment.ts";
import type { ConsignmentId } from "#core/id.ts";
import { PageTitle } from "../display/page-title.tsx";
import { ScenarioNote, StatusMark } from "../display/marks.tsx";
import { Loaded } from "../display/states.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { NextPages } from "../display/next-pages.tsx";
import { MovementTable } from "../follow/movement-table.tsx";
import { useFollowed } from "../follow/use-followed.ts";
import { read, server } from "../server/connection.ts";
import { useMe } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { ConsignmentLines } from "./consignment-lines.tsx";
import { Papers } from "./papers.tsx";
import { ReceiptSection } from "./receipt-section.tsx";

const ConsignmentActions = lazy(async () => ({
  default: (await import("./consignment-actions.tsx")).ConsignmentActions,
}));

/** The chain of one consignment, from plan to count, as the public may see it; with what its parties can do now. */
export function ConsignmentPage() {
  const { consignmentId } = useParams({ from: "/consignments/$consignmentId" });
  const consignment = useQuery({
    queryKey: ["consignment", consignmentId],
    // The id came with the address; the server checks it.
    queryFn: () => read(server.getConsignment({ params: { consignmentId: consignmentId as ConsignmentId } })),
  });
  return <Loaded query={consignment}>{(view) => <ShownConsignment consignment={view} />}</Loaded>;
}

function ShownConsignment({ consignment }: { readonly consignment: ConsignmentView }) {
  const { t } = useTranslation();
  const names = useNames();
  const me = useMe().data;
  const { number, fromSite, toSite, mode } = consignment;
  return (
    <>
      <PageTitle>
        {t("consignment.title", { number: `\u2068${number}\u2069` })}{" "}
        <StatusMark status={consignment.status} />
      </PageTitle>
      <p className="lead">
        {t("consignment.route", {
          giver: names.party(consignment.giverCode),
          recipient: names.party(consignment.recipientCode),
          from: fromSite.name,
          to: toSite.name,
        })}
        {mode === null ? null : <> · {t(`consignment.mode.${mode}`)}</>}
      </p>
      <ScenarioNote scenario={consignment.scenario} />
      {consignment.sourceUrl === null ? null : (
        <p>
          <Anchor href={consignment.sourceUrl} target="_blank" rel="noreferrer">
            {t("consignment.source")}
            <span className="visually-hidden"> {t("reported.newTab")}</span>
          </Anchor>
        </p>
      )}
      {me === null || me === undefined ? null : (
        <Suspense fallback={null}>
          <ConsignmentActions consignment={consignment} me={me} />
        </Suspense>
      )}
      <Steps events={consignment.events} />
      <ConsignmentLines consignment={consignment} />
      <Papers consignment={consignment} me={me} />
      <ReceiptSection consignment={consignment} me={me} />
      <Movements number={number} />
      <p className="note">
        <Link to="/follow/$identifier" params={{ identifier: number }}>
          {t("follow.title")}: <span className="code">{number}</span>
        </Link>
      </p>
    </>
  );
}

function Steps({ events }: { readonly events: ConsignmentView["events"] }) {
  const { t } = useTranslation();
  const { when } = useWording();
  const { word } = useWords();
  return (
    <section className="section" aria-labelledby="steps">
      <Title order={2} size="h3" id="steps">
        {t("consignment.steps")}
      </Title>
      <ol className="steps">
        {events.map((event) => (
          <li key={event.sequence}>
            <strong>{word("step", event.step)}</strong>
            {event.siteCode === null ? null : (
              <>
                {" "}
                <span className="code">{event.siteCode}</span>
              </>
            )}
            <div>
              {when(event.occurred)}{" "}
              <span className="note">({t("consignment.recorded", { when: when(event.recordedAt) })})</span>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Movements({ number }: { readonly number: string }) {
  const { t } = useTranslation();
  const { query, chain } = useFollowed(number);
  return (
    <section className="section" aria-labelledby="movements">
      <Title order={2} size="h3" id="movements">
        {t("consignment.movements")}
      </Title>
      <Loaded query={query}>{() => <MovementTable chain={chain.items} />}</Loaded>
      <NextPages pages={chain} />
    </section>
  );
}
