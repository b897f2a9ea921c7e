import { listCells } from "#core/daily-report/items.ts";
import type { Actor } from "#core/party/party.ts";
import { accept } from "#core/result.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import { writeCsv, type WrittenColumn } from "#formats/table/write-table.ts";
import { writeWorkbook } from "#formats/table/write-workbook.ts";
import type { KeptReport } from "#store/daily-report.ts";
import type { AppContext } from "../context.ts";
import { readDailyReports } from "./read-daily-reports.ts";

type Row = Pick<KeptReport, "deploymentId" | "day" | "version" | "reason" | "counts">;

/** One row a day, one column a cell of the form: what `import daily-reports` reads. */
function buildColumns(context: AppContext): readonly WrittenColumn<Row>[] {
  return [
    { header: "deployment", value: ({ deploymentId }) => deploymentId },
    { header: "day", value: ({ day }) => day },
    { header: "version", value: ({ version }) => version },
    { header: "reason", value: ({ reason }) => reason },
    ...listCells(context.reference.reportItems).map(({ key }) => ({
      header: key,
      value: ({ counts }: Row) => counts[key] ?? 0,
    })),
  ];
}

/** The reports of a deployment as a CSV file. Refuses as `readDailyReports`. */
export async function writeReportsCsv(context: AppContext, actor: Actor | null, id: DeploymentId) {
  const read = await readDailyReports(context, actor, id);
  if (!read.ok) return read;
  const text = writeCsv(read.value.reports, buildColumns(context));
  return accept({ fileName: `daily-reports-${id}.csv`, text });
}

/** The reports of a deployment as a workbook (XLSX). Refuses as `readDailyReports`. */
export async function writeReportsWorkbook(context: AppContext, actor: Actor | null, id: DeploymentId) {
  const read = await readDailyReports(context, actor, id);
  if (!read.ok) return read;
  const bytes = writeWorkbook(read.value.reports, buildColumns(context), "daily reports");
  return accept({ fileName: `daily-reports-${id}.xlsx`, bytes });
}

/** What an emergency's reports come to as a CSV file: one row a cell of the form, with its item's name in English. */
export function writeTotalsCsv(
  context: AppContext,
  { emergency, totals }: { readonly emergency: string; readonly totals: Pick<Row, "counts"> },
) {
  const { reportItems } = context.reference;
  const names = new Map(reportItems.map(({ item, names: { en } }) => [item, en]));
  const text = writeCsv(listCells(reportItems), [
    { header: "emergency", value: () => emergency },
    { header: "item", value: ({ item }) => item },
    { header: "name", value: ({ item }) => names.get(item) ?? null },
    { header: "age_group", value: ({ group }) => group },
    { header: "count", value: ({ key }) => totals.counts[key] ?? 0 },
  ]);
  return { fileName: `daily-reports-${emergency}.csv`, text };
}
