import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { DailyReportsView } from "#api/daily-report.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import { ScrollTable } from "../display/scroll-table.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";

const FIGURES = ["treated", "treatedUnderFive", "admitted", "referred", "discharged", "died"] as const;

/** What a deployment has reported, day by day, its sum, and the files; beside it the sum of its emergency. */
export function ReportsSection({
  deploymentId,
  emergency,
}: {
  readonly deploymentId: DeploymentId;
  readonly emergency: string | null;
}) {
  const { t } = useTranslation();
  const reports = useQuery({
    queryKey: ["daily-reports", deploymentId],
    queryFn: () => read(server.getDailyReports({ params: { deploymentId } })),
  });
  return (
    <section className="section" aria-label={t("report.caption")}>
      <Loaded query={reports}>
        {(view) =>
          view.reports.length === 0 ? (
            <Empty title={t("report.none")} />
          ) : (
            <>
              <ReportTable view={view} emergency={emergency} />
              <p>
                <a href={`/api/v1/deployments/${deploymentId}/daily-reports.csv`} download>
                  {t("report.csv")}
                </a>{" "}
                ·{" "}
                <a href={`/api/v1/deployments/${deploymentId}/daily-reports.xlsx`} download>
                  {t("report.xlsx")}
                </a>
              </p>
            </>
          )
        }
      </Loaded>
    </section>
  );
}

type Summary = DailyReportsView["totals"]["summary"];

function ReportTable({
  view,
  emergency,
}: {
  readonly view: DailyReportsView;
  readonly emergency: string | null;
}) {
  const { t } = useTranslation();
  const { when } = useWording();
  return (
    <ScrollTable caption={t("report.caption")} minWidth={560}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("report.day")}</Table.Th>
          {FIGURES.map((figure) => (
            <Table.Th key={figure} scope="col" className="number">
              {t(`figure.${figure}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {view.reports.map(({ day, version, reason, summary }) => (
          <FigureRow key={day} summary={summary}>
            {when(day)}
            {reason === null ? null : (
              <div className="of-which-word">
                {t("report.version")} {version}: {t(`correction.${reason}`)}
              </div>
            )}
          </FigureRow>
        ))}
        <FigureRow summary={view.totals.summary}>{t("report.total")}</FigureRow>
        {emergency === null ? null : <EmergencyRow emergency={emergency} />}
      </Table.Tbody>
    </ScrollTable>
  );
}

function FigureRow({ summary, children }: { readonly summary: Summary; readonly children: ReactNode }) {
  const { quantity } = useWording();
  return (
    <Table.Tr>
      <Table.Th scope="row">{children}</Table.Th>
      {FIGURES.map((figure) => (
        <Table.Td key={figure} className="number">
          {quantity(summary[figure])}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

function EmergencyRow({ emergency }: { readonly emergency: string }) {
  const { t } = useTranslation();
  const totals = useQuery({
    queryKey: ["emergency-reports", emergency],
    queryFn: () => read(server.getEmergencyReports({ params: { emergency } })),
  });
  if (totals.data === undefined) return null;
  return (
    <FigureRow summary={totals.data.totals.summary}>
      <a href={`/api/v1/emergencies/${emergency}/daily-reports.csv`} download>
        {t("report.ofEmergency")}
      </a>
    </FigureRow>
  );
}
