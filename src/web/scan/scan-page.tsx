import { Alert } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ArrivalView } from "#api/consignment.ts";
import type { Gs1Elements } from "#core/gs1-elements.ts";
import { countScan } from "#core/receipt/count-scan.ts";
import { PageTitle } from "../display/page-title.tsx";
import { useArrivalParts, useArrivals } from "../arrivals/use-arrivals.ts";
import { KeptNote, KeptPage, type KeptVisit } from "../waiting/kept-page.tsx";
import { CodeWords, type OtherCode } from "./code-words.tsx";
import { readHere } from "./read-code.ts";
import { Scanner } from "./scanner.tsx";

/** Scans any label and goes to what it names. Opens without a network. */
export function ScanPage() {
  const parts = useArrivalParts();
  return <KeptPage parts={parts}>{(visit) => <Scan {...visit} />}</KeptPage>;
}

function Scan({ me, isKept, isShellKept }: KeptVisit) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const arrivals = useArrivals(me.userId).data?.value.items ?? [];
  const [said, setSaid] = useState<{ readonly text: string; readonly code: OtherCode } | null>(null);
  const onCode = (text: string) => {
    const code = readHere(
      text,
      arrivals.flatMap(({ lines }) => lines),
    );
    const follow = (identifier: string) =>
      void navigate({ to: "/follow/$identifier", params: { identifier } });
    const receive = (consignmentId: string, search: { code?: string }) =>
      void navigate({ to: "/desk/arrivals/$consignmentId", params: { consignmentId }, search });
    if (code.kind === "goods") {
      const arrival = findArrival(arrivals, code.elements);
      const identifier = code.elements.sscc ?? code.elements.lot;
      if (arrival !== undefined) return receive(arrival.id, { code: text });
      if (identifier !== null) return follow(identifier);
      return setSaid({ text, code: { kind: "other" } });
    }
    if (code.kind === "consignment") {
      const arrival = arrivals.find(({ number }) => number === code.number);
      return arrival === undefined ? follow(code.number) : receive(arrival.id, {});
    }
    if (code.kind === "asset") return void navigate({ to: "/assets/$assetId", params: { assetId: code.id } });
    if (code.kind === "identifier") return follow(code.text);
    return setSaid({ text, code });
  };
  return (
    <>
      <PageTitle>{t("scan.title")}</PageTitle>
      <p className="lead">
        {t("scan.lead")} <Link to="/desk/arrivals">{t("nav.arrivals")}</Link>
      </p>
      <KeptNote isKept={isKept} isShellKept={isShellKept} />
      <Scanner onCode={onCode} />
      <div aria-live="polite">
        {said === null ? null : (
          <Alert color="yellow" my="sm">
            <CodeWords code={said.code} />{" "}
            <span className="note">
              {t("scan.read")} <bdi className="code">{said.text.replaceAll("\u001d", " ").slice(0, 120)}</bdi>
            </span>
          </Alert>
        )}
      </div>
    </>
  );
}

/** The one arrival that a code is of: it lists the package, or one of its lines fits. `undefined` where none or several are. */
function findArrival(arrivals: readonly ArrivalView[], elements: Gs1Elements): ArrivalView | undefined {
  const { sscc } = elements;
  const found = arrivals.filter((arrival) => {
    if (sscc !== null) return arrival.packages.some((one) => one.sscc === sscc);
    return countScan(elements, { ...arrival, scanned: [], content: null }).kind !== "not_sent";
  });
  return found.length === 1 ? found[0] : undefined;
}
