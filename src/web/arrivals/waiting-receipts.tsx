import { Button, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemText } from "../display/problem.tsx";
import { useWording } from "../display/wording.ts";
import { photographStore } from "../photograph/photograph-store.ts";
import { read, server } from "../server/connection.ts";
import type { Me } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { dropItem } from "../waiting/keep-waiting.ts";
import { saveItem } from "../waiting/save-item.ts";
import { changeWaiting } from "../waiting/waiting-store.ts";
import { findRefusedPart, isCountedMeanwhile, makeRecount, type WaitingReceipt } from "./waiting-receipt.ts";

/** The counts that wait on this device, each with what it waits for: a connection, its own account, or a decision. */
export function WaitingReceipts({
  me,
  receipts,
}: {
  readonly me: Me;
  readonly receipts: readonly WaitingReceipt[];
}) {
  const { t } = useTranslation();
  if (receipts.length === 0) return null;
  return (
    <section className="waiting-box" aria-label={t("arrival.waiting")}>
      <Title order={2} size="h5">
        {t("arrival.waiting")}
      </Title>
      <ul className="plain-list">
        {receipts.map((receipt) => (
          <WaitingOne key={receipt.key} receipt={receipt} isOwn={receipt.userId === me.userId} />
        ))}
      </ul>
    </section>
  );
}

function WaitingOne({ receipt, isOwn }: { readonly receipt: WaitingReceipt; readonly isOwn: boolean }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const { consignmentId, consignmentNumber, isAttempted } = receipt;
  const isTaken = isCountedMeanwhile(receipt);
  const isFirst = receipt.step === "receive";
  const isCounted = findRefusedPart(receipt) !== "count";
  const mayChange = isFirst && !isAttempted && isOwn && !isTaken && !isCounted;
  const photographs = receipt.photographs?.length ?? 0;
  return (
    <li>
      {mayChange ? (
        <Link to="/desk/arrivals/$consignmentId" params={{ consignmentId }} className="code">
          {consignmentNumber}
        </Link>
      ) : (
        <span className="code">{consignmentNumber}</span>
      )}
      : <WaitingWord receipt={receipt} isOwn={isOwn} />
      {photographs === 0 ? null : (
        <div className="note">{t("photograph.waiting", { number: quantity(photographs) })}</div>
      )}
      {isTaken && isOwn ? <CountedMeanwhile receipt={receipt} /> : null}
      <div className="scan-ways">
        {isCounted && isOwn ? <SendAgainButton receipt={receipt} /> : null}
        {isAttempted || !isOwn ? null : <DropButton receipt={receipt} />}
      </div>
    </li>
  );
}

const REFUSED_WORDS = {
  count: "arrival.refused",
  reason: "arrival.reasonRefused",
  photograph: "photograph.refused",
} as const;

/** What it waits for, or why it was not taken, in words. */
function WaitingWord({ receipt, isOwn }: { readonly receipt: WaitingReceipt; readonly isOwn: boolean }) {
  const { t } = useTranslation();
  const { when } = useWording();
  const { problem } = receipt;
  if (!isOwn) return <>{t("waiting.others")}</>;
  if (problem === null) return <>{t("waiting.waits")}</>;
  if (problem.code === "already_received") {
    return <strong>{t("arrival.taken", { when: when(String(problem["receivedAt"])) })}</strong>;
  }
  if (isCountedMeanwhile(receipt)) return <strong>{t("problem.version_changed")}</strong>;
  return (
    <>
      <strong>{t(REFUSED_WORDS[findRefusedPart(receipt)])}</strong>
      <ProblemText problem={problem} />
    </>
  );
}

/**
 * What somebody else counted, beside one's own, and the way to record one's own instead: to decide which of the two is right. Neither without
 * a network: nobody overwrites a count that they have not seen.
 */
function CountedMeanwhile({ receipt }: { readonly receipt: WaitingReceipt }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const names = useNames();
  const { consignmentId } = receipt;
  const consignment = useQuery({
    queryKey: ["consignment", consignmentId],
    queryFn: () => read(server.getConsignment({ params: { consignmentId } })),
  });
  const standing = consignment.data?.receipt ?? null;
  return (
    <>
      <ul>
        {(standing?.lines ?? []).map(({ lineNumber, itemId, counted, damaged }) => {
          const own = receipt.lines.find((line) => line.lineNumber === lineNumber);
          return (
            <li key={lineNumber}>
              {t("arrival.both", {
                item: names.item(itemId),
                theirs: quantity(counted),
                theirDamaged: quantity(damaged),
                own: quantity(own?.counted ?? 0),
                ownDamaged: quantity(own?.damaged ?? 0),
              })}
            </li>
          );
        })}
        <li>
          <Link to="/consignments/$consignmentId" params={{ consignmentId }}>
            {t("arrival.see")}
          </Link>
        </li>
      </ul>
      {consignment.data === undefined || standing === null || consignment.isFetching ? null : (
        <RecountButton receipt={receipt} version={consignment.data.version} />
      )}
    </>
  );
}

/** Records one's own count as a better one of what somebody else has received. */
function RecountButton({ receipt, version }: { readonly receipt: WaitingReceipt; readonly version: number }) {
  const { t } = useTranslation();
  const [isFailed, setFailed] = useState(false);
  const recount = async () => {
    try {
      await saveItem(makeRecount(receipt, version));
    } catch {
      setFailed(true); // the device's storage: what waits is as it was
    }
  };
  return (
    <>
      <Button size="xs" onClick={() => void recount()}>
        {t("arrival.recount")}
      </Button>
      {isFailed ? (
        <span role="alert" className="failed-note">
          {t("arrival.notSaved")}
        </span>
      ) : null}
    </>
  );
}

/** Sends what of a count was refused once more, under its ids: what stood in its way may be gone. */
function SendAgainButton({ receipt }: { readonly receipt: WaitingReceipt }) {
  const { t } = useTranslation();
  const send = () => {
    const again = changeWaiting(receipt.key, (known) =>
      known?.commandId === receipt.commandId && !known.isAttempted ? { ...known, problem: null } : undefined,
    );
    void again.catch(() => undefined); // the device's storage: it stays refused, and is there to be sent again
  };
  return (
    <Button size="xs" variant="default" onClick={send}>
      {t("photograph.sendAgain")}
    </Button>
  );
}

/** Drops a count, and then the photographs that were to be sent after it; they stay where the count could not be dropped. */
async function dropWithPhotographs(receipt: WaitingReceipt): Promise<void> {
  if (!(await dropItem(changeWaiting, receipt))) return;
  await photographStore.forget(
    receipt,
    (receipt.photographs ?? []).map(({ commandId }) => commandId),
  );
}

function DropButton({ receipt }: { readonly receipt: WaitingReceipt }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isAsked, setAsked] = useState(false);
  const drop = () => {
    void dropWithPhotographs(receipt);
    void navigate({ to: "/desk/arrivals", search: {}, replace: true });
  };
  return isAsked ? (
    <>
      <Button size="xs" color="red" onClick={drop}>
        {t("arrival.dropSure", { number: receipt.consignmentNumber })}
      </Button>
      <Button size="xs" variant="default" onClick={() => setAsked(false)}>
        {t("arrival.keep")}
      </Button>
    </>
  ) : (
    <Button size="xs" variant="default" onClick={() => setAsked(true)}>
      {t("arrival.drop")}
    </Button>
  );
}
