import { Alert, Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { v7 as newUuid } from "uuid";
import type { ArrivalView } from "#api/consignment.ts";
import type { ConsignmentId, PartyId, SupplyId } from "#core/id.ts";
import { DIFFERENCE_REASONS, type DifferenceReason, findDifferences } from "#core/receipt/receipt.ts";
import { ProblemText } from "../display/problem.tsx";
import { useWording } from "../display/wording.ts";
import { LinePhotographs } from "../photograph/line-photographs.tsx";
import { type Photographs, usePhotographs } from "../photograph/use-photographs.ts";
import { type Me, mayDo } from "../server/me.ts";
import { saveItem } from "../waiting/save-item.ts";
import { type CountTexts, listScanTexts } from "./count-texts.ts";
import { LineFields, type ShownDifference } from "./line-fields.tsx";
import { PackageFields } from "./package-fields.tsx";
import { ScanToCount, useLineNames } from "./scan-to-count.tsx";
import { findDayOfCount } from "./today.ts";
import { type Count, readCounts, useCount } from "./use-count.ts";
import {
  type CountedLine,
  findCountedOn,
  keyOfReceipt,
  type NamedReason,
  type TakenPhotograph,
  type WaitingReceipt,
} from "./waiting-receipt.ts";

type SentLine = ArrivalView["lines"][number];

/** What came of recording: a line is not counted, the device keeps nothing, or the count before is being sent. */
type SaveState = "open" | "incomplete" | "failed" | "sending";

/**
 * Counts a consignment. Nothing is filled in beforehand: whoever counts scans or types what is there, not what the paper says. Each
 * stroke and scan is kept on the device, and so is the whole count once it is recorded, until the server has taken it.
 */
export function CountForm({
  arrival,
  waiting,
  me,
}: {
  readonly arrival: ArrivalView;
  readonly waiting: WaitingReceipt | null;
  readonly me: Me;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const count = useCount(arrival, { waiting, userId: me.userId });
  const photographs = usePhotographs({ userId: me.userId, consignmentId: arrival.id });
  const { lines, wrong } = readCounts(arrival, count.textOf);
  const [state, setState] = useState<SaveState>("open");
  const isMended = state === "incomplete" && wrong.length === 0;
  const mayName = mayDo(me, "settle_difference", { recipient: arrival.recipientId });
  const differencesOf = (line: SentLine) => listDifferences(line, lines, mayName);
  const save = async (): Promise<void> => {
    const reasons = arrival.lines.flatMap((line) => listNamed(line, differencesOf(line), count.textOf));
    const scans = listScanTexts(count.textOf);
    try {
      const isKept = await saveItem(
        makeReceipt(arrival, {
          lines,
          reasons,
          photographs: photographs.kept.map(({ commandId, lineNumber }) => ({ commandId, lineNumber })),
          scans,
          waiting,
          userId: me.userId,
        }),
      );
      if (!isKept) {
        setState("sending");
        return;
      }
      count.draft.forget();
      await navigate({ to: "/desk/arrivals", search: { counted: arrival.number } });
    } catch {
      setState("failed"); // the browser keeps nothing, or its disk is full: what was counted is still here
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong.length > 0) setState("incomplete");
    else void save();
  };
  return (
    <>
      {waiting?.problem == null ? null : (
        <Alert color="red" role="alert" my="sm" title={t("arrival.refused")}>
          <ProblemText problem={waiting.problem} />
        </Alert>
      )}
      <ScanToCount arrival={arrival} count={count} />
      <form onSubmit={onSubmit} noValidate>
        <PackageFields arrival={arrival} count={count} />
        {arrival.lines.map((line) => (
          <LineFields
            key={line.lineNumber}
            line={line}
            textOf={count.textOf}
            change={count.type}
            wrong={state === "incomplete" ? wrong : []}
            differences={differencesOf(line)}
          >
            <PhotographsOfLine
              {...{ arrival, line, photographs }}
              isDiffering={differencesOf(line).length > 0}
            />
          </LineFields>
        ))}
        <SaveBar
          arrival={arrival}
          count={count}
          name={me.name}
          state={isMended ? "open" : state}
          isBusy={photographs.busyLine !== null}
        />
      </form>
    </>
  );
}

/** The photographs of a line that differs, or of which some were taken before it was counted otherwise. */
function PhotographsOfLine({
  arrival,
  line,
  photographs,
  isDiffering,
}: {
  readonly arrival: ArrivalView;
  readonly line: SentLine;
  readonly photographs: Photographs;
  readonly isDiffering: boolean;
}) {
  const { lineNumber } = line;
  const nameOf = useLineNames(arrival);
  const isTaken = photographs.kept.some((one) => one.lineNumber === lineNumber);
  if (!isDiffering && !isTaken) return null;
  return <LinePhotographs lineNumber={lineNumber} name={nameOf(lineNumber)} photographs={photographs} />;
}

/** What a line's count and the paper differ by, as far as this device knows; empty while nothing was counted. */
function listDifferences(
  line: SentLine,
  counts: readonly CountedLine[],
  mayName: boolean,
): readonly ShownDifference[] {
  const counted = counts.find(({ lineNumber }) => lineNumber === line.lineNumber);
  if (counted === undefined || !Number.isSafeInteger(counted.counted)) return [];
  const damaged = Number.isSafeInteger(counted.damaged) ? (counted.damaged ?? 0) : 0;
  const receipt = {
    ...counted,
    supplyId: line.supplyId as SupplyId, // as the server sent it
    sent: line.quantity,
    damaged: Math.min(damaged, counted.counted),
  };
  const isExpired = line.expiry !== null && line.expiry < findDayOfCount();
  // How much shelf life was asked stands in the agreement: the server says what is short-dated.
  return findDifferences(receipt, { isExpired, isShortDated: false }).map(({ kind, quantity }) => ({
    kind,
    quantity,
    reasons: mayName
      ? (Object.keys(DIFFERENCE_REASONS) as DifferenceReason[]).filter((reason) => {
          const kinds: readonly string[] = DIFFERENCE_REASONS[reason];
          return kinds.includes(kind);
        }) // keys of a const table
      : [],
  }));
}

/** The reasons that were chosen for a line's differences. */
function listNamed(
  { lineNumber }: SentLine,
  differences: readonly ShownDifference[],
  textOf: (field: string) => string,
): readonly NamedReason[] {
  return differences.flatMap(({ kind, reasons }) => {
    const reason = reasons.find((one) => one === textOf(`reason.${lineNumber}.${kind}`));
    return reason === undefined ? [] : [{ commandId: newUuid(), lineNumber, kind, reason }];
  });
}

function makeReceipt(
  arrival: ArrivalView,
  {
    lines,
    reasons,
    photographs,
    scans,
    waiting,
    userId,
  }: Pick<WaitingReceipt, "lines" | "reasons" | "userId"> & {
    readonly photographs: readonly TakenPhotograph[];
    readonly scans: CountTexts;
    readonly waiting: WaitingReceipt | null;
  },
): WaitingReceipt {
  const consignmentId = arrival.id as ConsignmentId; // as the server sent it
  return {
    kind: "receipt",
    key: waiting?.key ?? keyOfReceipt({ consignmentId, userId }),
    step: waiting?.step ?? "receive",
    consignmentId,
    consignmentNumber: arrival.number,
    recipientId: arrival.recipientId as PartyId, // as above
    countedOn: findCountedOn(waiting, findDayOfCount()),
    lines,
    reasons,
    photographs,
    scans,
    userId,
    commandId: newUuid(),
    savedAt: Date.now(),
    isAttempted: false,
    problem: null,
  };
}

/** Stays in sight at the foot of the window: how far the count is, in whose name it is recorded, and the button. */
function SaveBar({
  arrival,
  count,
  name,
  state,
  isBusy,
}: {
  readonly arrival: ArrivalView;
  readonly count: Count;
  readonly name: string;
  readonly state: SaveState;
  /** Whether a photograph is being made ready: it belongs to what is recorded. */
  readonly isBusy: boolean;
}) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const done = arrival.lines.filter(({ lineNumber }) => count.textOf(`counted.${lineNumber}`).trim() !== "");
  return (
    <div className="save-bar">
      <span>
        {t("receive.progress", { done: quantity(done.length), all: quantity(arrival.lines.length) })}
        <span className="note"> {t("receive.inName", { name: `\u2068${name}\u2069` })}</span>
      </span>
      <Button type="submit" loading={isBusy}>
        {t("act.receive")}
      </Button>
      <span role="status" className="failed-note">
        {state === "incomplete" ? t("receive.incomplete") : null}
        {state === "sending" ? t("arrival.sending") : null}
        {state === "failed" ? (
          <>
            {t("arrival.notSaved")}{" "}
            <Link to="/consignments/$consignmentId" params={{ consignmentId: arrival.id }}>
              {t("arrival.see")}
            </Link>
          </>
        ) : null}
      </span>
    </div>
  );
}
