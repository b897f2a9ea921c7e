import { Alert, Button } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ArrivalView } from "#api/consignment.ts";
import type { ScanOutcome } from "#core/receipt/count-scan.ts";
import { useWording } from "../display/wording.ts";
import { readHere } from "../scan/read-code.ts";
import { Scanner } from "../scan/scanner.tsx";
import { CodeWords, type OtherCode } from "../scan/code-words.tsx";
import { useNames } from "../server/reference.ts";
import type { Count } from "./use-count.ts";

/** The last code, and what came of it. */
type Said =
  | { readonly text: string; readonly outcome: ScanOutcome }
  | { readonly text: string; readonly other: OtherCode };

/** Scans codes into a count, and says of each what it came to. */
export function ScanToCount({ arrival, count }: { readonly arrival: ArrivalView; readonly count: Count }) {
  const { code } = useSearch({ from: "/desk/arrivals/$consignmentId" });
  const navigate = useNavigate();
  const [said, setSaid] = useState<Said | null>(null);
  const onCode = (text: string) => {
    const read = readHere(text, arrival.lines);
    if (read.kind === "goods") setSaid({ text, outcome: count.scan(read.elements) });
    else setSaid({ text, other: read });
    if ("vibrate" in navigator) navigator.vibrate(50);
  };
  const taken = useRef<string | null>(null);
  useEffect(() => {
    // The code by which somebody came here counts too: once, however often the page is drawn.
    if (code === undefined || taken.current === code) return;
    taken.current = code;
    onCode(code);
    void navigate({ to: ".", search: {}, replace: true });
  });
  return (
    <>
      <Scanner onCode={onCode} />
      <div aria-live="polite">
        {said === null ? null : (
          <SaidWords said={said} arrival={arrival} count={count} forget={() => setSaid(null)} />
        )}
      </div>
    </>
  );
}

function SaidWords({
  said,
  arrival,
  count,
  forget,
}: {
  readonly said: Said;
  readonly arrival: ArrivalView;
  readonly count: Count;
  readonly forget: () => void;
}) {
  const { t } = useTranslation();
  const shown = said.text.replaceAll("\u001d", " ");
  const isGood = "outcome" in said && said.outcome.kind === "counted" && said.outcome.doubts.length === 0;
  return (
    <Alert color={isGood ? "green" : "yellow"} my="sm">
      {"outcome" in said ? (
        <OutcomeWords {...{ outcome: said.outcome, arrival, count, forget }} />
      ) : said.other.kind === "consignment" && said.other.number === arrival.number ? (
        t("receive.thisOne")
      ) : (
        <CodeWords code={said.other} />
      )}{" "}
      <span className="note">
        {t("scan.read")} <bdi className="code">{shown.slice(0, 120)}</bdi>
      </span>
    </Alert>
  );
}

function OutcomeWords({
  outcome,
  arrival,
  count,
  forget,
}: {
  readonly outcome: ScanOutcome;
  readonly arrival: ArrivalView;
  readonly count: Count;
  readonly forget: () => void;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const nameOf = useLineNames(arrival);
  switch (outcome.kind) {
    case "repeated":
      return t("receive.repeated");
    case "not_sent":
      return (
        <>
          {t("receive.notSent")} <Link to="/desk/scan">{t("receive.elsewhere")}</Link>
        </>
      );
    case "package_needed":
      return t("receive.packageNeeded");
    case "several":
      return (
        <>
          {t("receive.several")}
          <span className="scan-ways">
            {outcome.lines.map(({ lineNumber, units }) => (
              <Button
                key={lineNumber}
                size="xs"
                variant="default"
                onClick={() => {
                  count.add({ code: outcome.code, lineNumber, units });
                  forget();
                }}
              >
                {nameOf(lineNumber)}
              </Button>
            ))}
          </span>
        </>
      );
    case "counted": {
      const { lineNumber, units } = outcome.scanned;
      return (
        <>
          {lineNumber === null
            ? t("receive.package")
            : t("receive.added", { units: quantity(units), line: nameOf(lineNumber) })}{" "}
          {outcome.doubts.map((doubt) => t(`receive.doubt.${doubt}`)).join(" ")}
        </>
      );
    }
  }
}

/** What a line is called where others stand beside it: its item, and its lot. */
export function useLineNames({ lines }: ArrivalView): (lineNumber: number) => string {
  const names = useNames();
  return (lineNumber) => {
    const line = lines.find((one) => one.lineNumber === lineNumber);
    if (line === undefined) return String(lineNumber);
    return `${names.item(line.itemId)}${line.lotNumber === null ? "" : ` · \u2066${line.lotNumber}\u2069`}`;
  };
}
