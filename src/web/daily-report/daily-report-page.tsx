import { Alert, TextInput } from "@mantine/core";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DeploymentId } from "#core/team/deployment.ts";
import { type Day, isDay } from "#core/time.ts";
import { PageTitle } from "../display/page-title.tsx";
import { Loaded } from "../display/states.tsx";
import { read, server } from "../server/connection.ts";
import { KeptNote, KeptPage, type KeptVisit } from "../waiting/kept-page.tsx";
import { useKept } from "../waiting/use-kept.ts";
import { splitByPerson } from "../waiting/own-waiting.ts";
import { useWaiting } from "../waiting/use-waiting.ts";
import { ReportForm } from "./report-form.tsx";
import { WaitingList } from "./waiting-list.tsx";

/** Today, where the person is: the day of a report is the team's own. */
function findToday(): Day {
  const now = new Date();
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-") as Day; // of a calendar that the browser keeps
}

/**
 * The daily report of a deployment, for a telephone with or without a network: what the form needs is kept on the device, and
 * what is saved waits there until the server has taken it.
 */
export function DailyReportPage() {
  const { deploymentId } = useParams({ from: "/deployments/$deploymentId/report" });
  return (
    <KeptPage>
      {(visit) => (
        <ReportOf deploymentId={deploymentId as DeploymentId} userId={visit.me.userId} {...visit} />
      )}
    </KeptPage>
  );
}

function ReportOf({
  deploymentId,
  userId,
  isKept,
  isShellKept,
}: Omit<KeptVisit, "me"> & { readonly deploymentId: DeploymentId; readonly userId: string }) {
  const { t } = useTranslation();
  const params = { deploymentId };
  const search = useSearch({ from: "/deployments/$deploymentId/report" });
  const navigate = useNavigate({ from: "/deployments/$deploymentId/report" });
  const day = search.day !== undefined && isDay(search.day) ? search.day : findToday();
  const items = useKept(["report-items"], () => read(server.listReportItems({})));
  const reports = useKept(["daily-reports", deploymentId, userId], () =>
    read(server.getDailyReports({ params })),
  );
  const waiting = useWaiting().flatMap((item) =>
    item.kind === "daily_report" && item.deploymentId === deploymentId ? [item] : [],
  );
  const { own, hasOthers } = splitByPerson(
    waiting.filter((report) => report.day === day),
    userId,
  );
  return (
    <Loaded query={items}>
      {({ value: { items: form } }) => (
        <Loaded query={reports}>
          {({ value: { teamName, reports: known } }) => (
            <>
              <PageTitle>{t("report.title", { team: teamName })}</PageTitle>
              <p className="lead">
                {t("report.lead")}{" "}
                <Link to="/deployments/$deploymentId" params={params}>
                  {t("report.caption")}
                </Link>
              </p>
              <KeptNote isKept={isKept} isShellKept={isShellKept} />
              <WaitingList reports={waiting} userId={userId} />
              <TextInput
                type="date"
                label={t("report.day")}
                value={day}
                mb="md"
                maw={240}
                onChange={(event) =>
                  void navigate({ search: { day: event.currentTarget.value }, replace: true })
                }
              />
              {hasOthers ? (
                <Alert color="gray" role="status" my="sm">
                  {t("waiting.othersHere")}
                </Alert>
              ) : null}
              <ReportForm
                // Another day is another form, with what was typed for it.
                key={day}
                day={day}
                items={form}
                place={{ deploymentId, teamName, userId }}
                known={known.find((report) => report.day === day) ?? null}
                waiting={own}
              />
            </>
          )}
        </Loaded>
      )}
    </Loaded>
  );
}
