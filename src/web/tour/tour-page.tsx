import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CallId } from "#core/id.ts";
import { ScenarioNote } from "../display/marks.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { SHIPPED_SCENARIO } from "../display/scenario-choice.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { read, server } from "../server/connection.ts";

/** A short walk along the chain, through records of the scenario: one sentence and one link for each step. */
export function TourPage() {
  const { t } = useTranslation();
  const records = useQuery({ queryKey: ["tour"], queryFn: findRecords });
  return (
    <>
      <PageTitle>{t("tour.title")}</PageTitle>
      <p className="lead">{t("tour.lead")}</p>
      <p>
        <Link to="/statement" search={{ scenario: SHIPPED_SCENARIO }}>
          {t("tour.skip")}
        </Link>
      </p>
      <Loaded query={records}>
        {(found) => (found === null ? <Empty title={t("tour.none")} /> : <Steps {...found} />)}
      </Loaded>
    </>
  );
}

/** Calls looked through for one for which something has been sent. */
const CALLS_MAX = 5;

/** The records of one chain: a call for which something was sent, with the newest offer and round; `null` without the scenario. */
async function findRecords() {
  const query = { scenario: SHIPPED_SCENARIO };
  const [calls, offers, rounds] = await Promise.all([
    read(server.listCalls({ query: { ...query, limit: CALLS_MAX } })),
    read(server.listOffers({ query: { ...query, limit: 1 } })),
    read(server.listRounds({ query: { ...query, limit: 1 } })),
  ]);
  const [offer, round] = [offers.items[0], rounds.items[0]];
  if (offer === undefined || round === undefined) return null;
  for (const { id, partyCode } of calls.items) {
    // As the server sent it.
    const { carried } = await read(server.listCallAnswers({ params: { callId: id as CallId } }));
    const [sent] = carried;
    if (sent !== undefined) return { callId: id, partyCode, offerId: offer.id, roundId: round.id, sent };
  }
  return null;
}

type Records = NonNullable<Awaited<ReturnType<typeof findRecords>>>;
const STEPS = ["call", "offer", "round", "agreement", "consignment", "receipt", "use", "statement"] as const;

function Steps(records: Records) {
  const { t } = useTranslation();
  return (
    <>
      <ScenarioNote scenario={SHIPPED_SCENARIO} />
      <ol className="steps">
        {STEPS.map((step) => (
          <li key={step}>
            <strong>{t(`tour.${step}`)}</strong>
            <p>{t(`tour.${step}Text`)}</p>
            <StepLink step={step} records={records}>
              {t("tour.open")}
              <span className="visually-hidden">: {t(`tour.${step}`)}</span>
            </StepLink>
          </li>
        ))}
      </ol>
    </>
  );
}

function StepLink({
  step,
  records,
  children,
}: {
  readonly step: (typeof STEPS)[number];
  readonly records: Records;
  readonly children: ReactNode;
}) {
  const { callId, partyCode, offerId, roundId, sent } = records;
  switch (step) {
    case "call":
      return (
        <Link to="/calls/$callId" params={{ callId }}>
          {children}
        </Link>
      );
    case "agreement":
      // Agreements are for their sides; what they come to stands with the call.
      return (
        <Link to="/calls/$callId" params={{ callId }} hash="answers">
          {children}
        </Link>
      );
    case "offer":
      return (
        <Link to="/offers/$offerId" params={{ offerId }}>
          {children}
        </Link>
      );
    case "round":
      return (
        <Link to="/rounds/$roundId" params={{ roundId }}>
          {children}
        </Link>
      );
    case "consignment":
    case "receipt":
      return (
        <Link to="/consignments/$consignmentId" params={{ consignmentId: sent.consignmentId }}>
          {children}
        </Link>
      );
    case "use":
      return (
        <Link to="/follow/$identifier" params={{ identifier: sent.number }}>
          {children}
        </Link>
      );
    case "statement":
      return (
        <Link to="/statement" search={{ scenario: SHIPPED_SCENARIO, recipient: partyCode }}>
          {children}
        </Link>
      );
  }
}
