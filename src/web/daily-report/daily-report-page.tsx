import { Alert, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DeploymentId } from "#core/team/deployment.ts";
import { type Day, isDay } from "#core/time.ts";
import { PageTitle } from "../display/page-title.tsx";
import { Loaded } from "../display/states.tsx";
import { read, RefusedReadingError, server } from "../server/connection.ts";
import { isSignedOut } from "../server/connection.ts";
import { SignInAgain } from "../sign-in/sign-in-again.tsx";
import { keepShell } from "./keep-shell.ts";
import { ReportForm } from "./report-form.tsx";
import { useKept } from "./use-kept.ts";
import { useWaiting } from "./use-waiting.ts";
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
  const me = useKept(["me"], async () => {
    const answer = await server.getMe({});
    if (answer.ok) return answer.value;
    if (isSignedOut(answer.problem)) return null;
    throw new RefusedReadingError(answer.problem);
  });
  // Tried again when the network comes back. Without one, a page that is shown was kept before.
  const shell = useQuery({
    queryKey: ["shell"],
    queryFn: keepShell,
    networkMode: "always",
    retry: false,
    refetchOnReconnect: "always",
  });
  return (
    <Loaded query={me}>
      {({ value, isKept }) =>
        value === null ? (
          <SignInAgain onSignedIn={() => void me.refetch()} />
        ) : (
          <ReportOf
            deploymentId={deploymentId as DeploymentId}
            userId={value.userId}
            isKept={isKept}
            isShellKept={shell.data ?? (shell.isError ? false : null)}
          />
        )
      }
    </Loaded>
  );
}

function ReportOf({
  deploymentId,
  userId,
  isKept,
  isShellKept,
}: {
  readonly deploymentId: DeploymentId;
  readonly userId: string;
  readonly isKept: boolean;
  /** Whether the page opens without a network from now on; null while that is being seen to. */
  readonly isShellKept: boolean | null;
}) {
  const { t } = useTranslation();
  const params = { deploymentId };
  const search = useSearch({ from: "/deployments/$deploymentId/report" });
  const navigate = useNavigate({ from: "/deployments/$deploymentId/report" });
  const day = search.day !== undefined && isDay(search.day) ? search.day : findToday();
  const items = useKept(["report-items"], () => read(server.listReportItems({})));
  const reports = useKept(["daily-reports", deploymentId, userId], () =>
    read(server.getDailyReports({ params })),
  );
  const waiting = useWaiting().filter((report) => report.deploymentId === deploymentId);
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
              {isKept ? (
                <Alert color="yellow" role="status" my="sm">
                  {t("waiting.offline")}
                </Alert>
              ) : null}
              {!isKept && isShellKept !== null ? (
                <Text role="status" size="sm" c="dimmed" my="sm">
                  {t(isShellKept ? "report.shell-kept" : "report.shell-not-kept")}
                </Text>
              ) : null}
              <WaitingList reports={waiting} />
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
              <ReportForm
                // Another day is another form, with what was typed for it.
                key={day}
                day={day}
                items={form}
                place={{ deploymentId, teamName, userId }}
                known={known.find((report) => report.day === day) ?? null}
                waiting={waiting.find((report) => report.day === day) ?? null}
              />
            </>
          )}
        </Loaded>
      )}
    </Loaded>
  );
}
