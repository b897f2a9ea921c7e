import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWording } from "../display/wording.ts";
import { useSender, useWaiting } from "./use-waiting.ts";

/** On every page: sends what waits on this device, and says how much that still is. Nothing where nothing waits. */
export function ReportSender() {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const waiting = useWaiting();
  const { outcome, sendNow } = useSender();
  const [first] = waiting;
  if (first === undefined) return null;
  const path = `/deployments/${first.deploymentId}/report`;
  return (
    <div className="waiting-strip" role="status">
      <Link to="/deployments/$deploymentId/report" params={{ deploymentId: first.deploymentId }}>
        {t("waiting.short", { number: quantity(waiting.length) })}
      </Link>
      {outcome === "signed_out" ? (
        <Link to="/sign-in" search={{ back: path }}>
          {t("waiting.signIn")}
        </Link>
      ) : (
        <Button variant="subtle" size="compact-xs" onClick={sendNow}>
          {t("waiting.send")}
        </Button>
      )}
    </div>
  );
}
