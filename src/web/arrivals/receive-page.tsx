import { Alert } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ArrivalView } from "#api/consignment.ts";
import { PageTitle } from "../display/page-title.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useNames } from "../server/reference.ts";
import { KeptNote, KeptPage, type KeptVisit } from "../waiting/kept-page.tsx";
import { splitByPerson } from "../waiting/own-waiting.ts";
import { useWaitingRead } from "../waiting/use-waiting.ts";
import { CountForm } from "./count-form.tsx";
import { useArrivalParts, useArrivals } from "./use-arrivals.ts";
import type { WaitingReceipt } from "./waiting-receipt.ts";

/** Counts one consignment by scanning and typing. Opens without a network; what is recorded waits on the device. */
export function ReceivePage() {
  const parts = useArrivalParts();
  const { consignmentId } = useParams({ from: "/desk/arrivals/$consignmentId" });
  return (
    <KeptPage parts={parts}>
      {(visit) => <Receive key={consignmentId} consignmentId={consignmentId} {...visit} />}
    </KeptPage>
  );
}

function Receive({ consignmentId, me, isKept, isShellKept }: KeptVisit & { readonly consignmentId: string }) {
  const { t } = useTranslation();
  const arrivals = useArrivals(me.userId);
  const items = useWaitingRead();
  if (items === null) return null;
  const receipts = items.filter(
    (item): item is WaitingReceipt => item.kind === "receipt" && item.consignmentId === consignmentId,
  );
  const { own: waiting, hasOthers } = splitByPerson(receipts, me.userId);
  return (
    <Loaded query={arrivals}>
      {({ value }) => {
        const arrival = value.items.find(({ id }) => id === consignmentId);
        if (arrival === undefined) return <NotExpected consignmentId={consignmentId} />;
        return (
          <>
            <Head arrival={arrival} />
            <KeptNote isKept={isKept} isShellKept={isShellKept} />
            {hasOthers ? (
              <Alert color="gray" role="status" my="sm">
                {t("waiting.othersHere")}
              </Alert>
            ) : null}
            {waiting?.isAttempted === true ? (
              <Alert color="yellow" role="status" my="sm">
                {t("arrival.sending")}
              </Alert>
            ) : (
              <CountForm arrival={arrival} waiting={waiting} me={me} />
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function Head({ arrival }: { readonly arrival: ArrivalView }) {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <>
      <PageTitle>{t("receive.title", { number: `\u2068${arrival.number}\u2069` })}</PageTitle>
      <p className="lead">
        <bdi>{names.party(arrival.giverCode)}</bdi> – <bdi>{arrival.toSiteName}</bdi>{" "}
        <Link to="/consignments/$consignmentId" params={{ consignmentId: arrival.id }}>
          {t("arrival.see")}
        </Link>
      </p>
      <p>{t("act.receiveLead")}</p>
    </>
  );
}

/** Received already, not sent yet, or for somebody else. */
function NotExpected({ consignmentId }: { readonly consignmentId: string }) {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t("nav.arrivals")}</PageTitle>
      <Empty title={t("receive.notExpected")}>
        <p>{t("receive.notExpectedHint")}</p>
        <p>
          <Link to="/consignments/$consignmentId" params={{ consignmentId }}>
            {t("arrival.see")}
          </Link>
          {" · "}
          <Link to="/desk/arrivals">{t("nav.arrivals")}</Link>
        </p>
      </Empty>
    </>
  );
}
