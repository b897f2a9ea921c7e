import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWording } from "../display/wording.ts";
import { useMe } from "../server/me.ts";
import { useSender, useWaiting } from "./use-waiting.ts";

/** On every page: sends what waits on this device, and says how much that still is. Nothing where nothing waits. */
export function WaitingStrip() {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const userId = useMe().data?.userId;
  const waiting = useWaiting();
  const { outcome, sendNow } = useSender();
  const report = waiting.find((item) => item.kind === "daily_report");
  const reportCount = waiting.filter((item) => item.kind === "daily_report").length;
  const receiptCount = waiting.length - reportCount;
  const photographs = waiting.flatMap((item) => (item.kind === "receipt" ? (item.photographs ?? []) : []));
  if (waiting.length === 0) return null;
  const isOthers = userId !== undefined && waiting.every((item) => item.userId !== userId);
  const path = report === undefined ? "/desk/arrivals" : `/deployments/${report.deploymentId}/report`;
  return (
    <div className="waiting-strip" role="status">
      {report === undefined ? null : (
        <Link to="/deployments/$deploymentId/report" params={{ deploymentId: report.deploymentId }}>
          {t("waiting.short", { number: quantity(reportCount) })}
        </Link>
      )}
      {receiptCount === 0 ? null : (
        <Link to="/desk/arrivals">{t("waiting.shortCounts", { number: quantity(receiptCount) })}</Link>
      )}
      {photographs.length === 0 ? null : (
        <span>{t("photograph.waiting", { number: quantity(photographs.length) })}</span>
      )}
      {isOthers ? <span>{t("waiting.others")}</span> : null}
      {outcome === "signed_out" ? (
        <Link to="/sign-in" search={{ back: path }}>
          {t("waiting.signIn")}
        </Link>
      ) : null}
      {outcome === "signed_out" || isOthers ? null : (
        <Button variant="subtle" size="compact-xs" onClick={sendNow}>
          {t("waiting.send")}
        </Button>
      )}
    </div>
  );
}
