import { Button, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWording } from "../display/wording.ts";
import { useWords } from "../display/word.ts";
import { dropItem } from "../waiting/keep-waiting.ts";
import { changeWaiting } from "../waiting/waiting-store.ts";
import type { WaitingReport } from "./waiting-report.ts";

/** What waits on this device, and for what: a connection, or a person who changes what was refused. */
export function WaitingList({
  reports,
  userId,
}: {
  readonly reports: readonly WaitingReport[];
  readonly userId: string;
}) {
  const { t } = useTranslation();
  const { when } = useWording();
  if (reports.length === 0) return null;
  return (
    <section className="waiting-box" aria-live="polite">
      <Title order={2} size="h5">
        {t("waiting.title")}
      </Title>
      <ul>
        {reports.map((report) => (
          <li key={report.key}>
            <Link
              to="/deployments/$deploymentId/report"
              params={{ deploymentId: report.deploymentId }}
              search={{ day: report.day }}
              aria-label={t("waiting.open", { day: when(report.day) })}
            >
              {when(report.day)}
            </Link>
            : <WaitingWord report={report} isOwn={report.userId === userId} />
            {report.isAttempted || report.userId !== userId ? null : (
              <Button
                variant="subtle"
                size="compact-xs"
                aria-label={t("waiting.discard", { day: when(report.day) })}
                onClick={() => void dropItem(changeWaiting, report)}
              >
                ×
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function WaitingWord({ report, isOwn }: { readonly report: WaitingReport; readonly isOwn: boolean }) {
  const { t } = useTranslation();
  const { find } = useWords();
  if (!isOwn) return <>{t("waiting.others")}</>;
  if (report.problem === null) return <>{t("waiting.waits")}</>;
  const facts = Object.fromEntries(
    Object.entries(report.problem).map(([name, fact]) => [name, String(fact)]),
  );
  const why = find(`problem.${report.problem.code}`, facts) ?? report.problem.title;
  return (
    <>
      {t("waiting.refused")}{" "}
      <Text span size="sm" c="dimmed">
        ({why})
      </Text>
    </>
  );
}
