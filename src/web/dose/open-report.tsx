import { Button, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { SessionView } from "#api/session.ts";
import type { CommandId } from "#core/id.ts";
import { Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { type Place, SessionForm } from "./session-form.tsx";
import type { ShownLot } from "./session-lines.tsx";
import { SettleForm } from "./settle-form.tsx";

/** What somebody is about to do with a report. */
export interface OpenStep {
  readonly step: "correct" | "settle";
  readonly reportId: string;
}

/** The form by which one report is corrected, or its doses settled by lot. It takes the focus: it stands above what was pressed. */
export function OpenReport({
  place,
  open,
  lots,
  onDone,
  onCancel,
}: {
  readonly place: Place;
  readonly open: OpenStep;
  readonly lots: readonly ShownLot[];
  readonly onDone: () => void;
  readonly onCancel: () => void;
}) {
  const { t } = useTranslation();
  const report = useQuery({
    queryKey: ["session", open.reportId],
    // As the server sent it.
    queryFn: () => read(server.getSession({ params: { reportId: open.reportId as CommandId } })),
  });
  return (
    <Loaded query={report}>
      {(view) => (
        <section className="section" aria-labelledby="open-report">
          <Heading report={view} step={open.step} />
          {open.step === "correct" ? (
            <SessionForm place={place} lots={addLots(lots, view)} corrects={view} onDone={onDone} />
          ) : (
            <SettleForm place={place} lots={lots} report={view} onDone={onDone} />
          )}
          <Button mt="sm" size="sm" variant="default" onClick={onCancel}>
            {t("session.cancel")}
          </Button>
        </section>
      )}
    </Loaded>
  );
}

function Heading({ report, step }: { readonly report: SessionView; readonly step: OpenStep["step"] }) {
  const { t } = useTranslation();
  const { when, quantity } = useWording();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const settled = report.lines.flatMap((line) => line.settled).reduce((sum, one) => sum + one.quantity, 0);
  return (
    <>
      <Title order={2} size="h3" id="open-report" tabIndex={-1} ref={heading}>
        {t(step === "correct" ? "session.correctTitle" : "session.settleTitle", { day: when(report.heldOn) })}
      </Title>
      <p className="note">{t(step === "correct" ? "session.correctLead" : "session.settleLead")}</p>
      {step === "correct" && settled > 0 ? (
        <p className="note">{t("session.settledNote", { doses: quantity(settled) })}</p>
      ) : null}
    </>
  );
}

/** The lots of a report may be used up since: they can still be chosen. */
function addLots(lots: readonly ShownLot[], report: SessionView): ShownLot[] {
  const known = new Set(lots.map(({ supplyId }) => supplyId));
  const named = new Set(report.lines.flatMap(({ supplyId }) => (supplyId === null ? [] : [supplyId])));
  const others = [...named].filter((supplyId) => !known.has(supplyId));
  return [
    ...lots,
    ...others.map((supplyId) => {
      return { supplyId, itemId: report.itemId, lotNumber: null, expiry: null, held: 0 };
    }),
  ];
}
