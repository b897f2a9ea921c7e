import { canonicalJson } from "#core/canonical-json.ts";
import { listCells, type ReportCell } from "#core/daily-report/items.ts";
import { CORRECTION_REASONS, decideReportDay, type ReportDay } from "#core/daily-report/report-day.ts";
import { isId } from "#core/id.ts";
import { permit } from "#core/permission.ts";
import { accept, type Problem, refuse } from "#core/result.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import { parseDay } from "#formats/table/parse-date.ts";
import { parseWholeNumber } from "#formats/table/parse-number.ts";
import { type Parsed, parsed, unparsed } from "#formats/table/parsed.ts";
import { startProblemList } from "#formats/table/problem-list.ts";
import { allowField, type CellStyle, readRows, requireField } from "#formats/table/read-rows.ts";
import type { Table } from "#formats/table/table.ts";
import { listDailyReports } from "#store/daily-report.ts";
import { lockDeployment } from "#store/deployment.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { reportDayWithin } from "../daily-report/report-day.ts";
import { type CommandScope, runTogether } from "../run-command.ts";
import {
  type ImportFile,
  type ImportOptions,
  tellImport,
  mergeProblems,
  readImportTable,
} from "./import-file.ts";
import { formRowId } from "./row-id.ts";

/** A row as the report of a day; what its `reason` is for is known only beside what was reported before. */
interface ReportRow {
  readonly line: number;
  readonly report: Omit<ReportDay, "corrects">;
}

/**
 * Imports daily reports: one row a day of a deployment, one column a cell of the form (`mds_9_under_5`), as the
 * download of a deployment has them. An empty cell, or a column that is not there, is 0. A day that is reported with the same numbers is
 * there already; with other numbers it is corrected where the row has a `reason`, else it is a problem
 * (`day_reported_otherwise`).
 *
 * Refuses with `not_permitted`, then `malformed` with every problem of every row; then nothing is written.
 */
export async function importDailyReports(
  context: AppContext,
  meta: CommandMeta,
  file: ImportFile,
  options: ImportOptions,
) {
  const table = readImportTable(file, options);
  if (!table.ok) return table;
  const { rows, problems, unread } = readReportRows(context, table.value, options);
  const posted = await runTogether(context, meta, async (scope) => {
    const planned = await planRows(scope, rows, problems);
    if (!planned.ok || options.dryRun) return planned;
    for (const { row, corrects } of planned.value) {
      const command: ReportDay =
        corrects === undefined ? { ...row.report, reason: undefined } : { ...row.report, corrects };
      const own = { ...scope, meta: { ...scope.meta, commandId: formRowId("daily_report", command) } };
      const reported = await reportDayWithin(own, command);
      if (!reported.ok) return reported;
    }
    return planned;
  });
  if (!posted.ok) return posted;
  const fresh = new Set(posted.value.map(({ row }) => row));
  return accept(
    tellImport(
      {
        kind: "daily-reports",
        rows: rows.map((row) => ({
          line: row.line,
          id: formRowId("daily_report", row.report),
          state: fresh.has(row) ? "posted" : "already_posted",
          summary: `${row.report.deploymentId} reports ${row.report.day}`,
        })),
      },
      { table: table.value, unread, options },
    ),
  );
}

function readReportRows(context: AppContext, table: Table, options: ImportOptions) {
  const cells = listCells(context.reference.reportItems);
  const { mapping } = options;
  const read = readRows(table, buildReportFields(cells), {
    ...(mapping === undefined ? {} : { mapping }),
    key: ({ deployment, day }) => `${deployment}/${day}`,
  });
  const rows = read.rows.map(({ line, value }): ReportRow => {
    const numbers: Readonly<Record<string, unknown>> = value;
    const counts = Object.fromEntries(
      cells.flatMap(({ key }) => {
        const count = numbers[key];
        return typeof count === "number" && count > 0 ? [[key, count]] : [];
      }),
    );
    const { deployment: deploymentId, day, reason } = value;
    return { line, report: { deploymentId, day, counts, reason: reason ?? undefined } };
  });
  return { rows, problems: read.problems, unread: read.unread };
}

function buildReportFields(cells: readonly ReportCell[]) {
  const count = (text: string, { numbers }: CellStyle) => parseWholeNumber(text, numbers);
  const fields = {
    deployment: requireField(["deployment"], (text): Parsed<DeploymentId> => {
      const id = text.trim().toLowerCase();
      return isId(id) ? parsed(id) : unparsed("unknown_deployment");
    }),
    day: requireField(["day", "#date"], (text, { dates }) => parseDay(text, dates)),
    reason: allowField(["reason"], (text) => {
      const reason = CORRECTION_REASONS.find((one) => one === text.trim());
      return reason === undefined
        ? unparsed("unknown_reason", { allowed: CORRECTION_REASONS.join(", ") })
        : parsed(reason);
    }),
    // Of the report that was downloaded; what a row corrects is what stands now.
    version: allowField(["version"], count),
  };
  const counted = Object.fromEntries(cells.map(({ key }) => [key, allowField([key], count)]));
  return { ...counted, ...fields };
}

/** The rows that are new, or `malformed` with every problem. The deployments are locked until the import has ended. */
async function planRows(scope: CommandScope, rows: readonly ReportRow[], known: readonly Problem[]) {
  const found = startProblemList();
  const fresh: { readonly row: ReportRow; readonly corrects: number | undefined }[] = [];
  const ids = [...new Set(rows.map(({ report }) => report.deploymentId))].toSorted();
  for (const id of ids) {
    const deployment = await lockDeployment(scope.database, id);
    const own = rows.filter(({ report }) => report.deploymentId === id);
    if (deployment === undefined) {
      for (const { line } of own) {
        found.add({ field: "deployment", value: id, rule: "unknown_deployment", line });
      }
      continue;
    }
    const permitted = permit(scope.meta.actor, "report_day", { giver: deployment.giverId });
    if (!permitted.ok) return permitted;
    const days = new Map((await listDailyReports(scope.database, [id])).map((one) => [one.day, one]));
    for (const row of own) {
      const current = days.get(row.report.day) ?? null;
      if (current !== null && canonicalJson(current.counts) === canonicalJson(row.report.counts)) continue;
      const { line } = row;
      if (current !== null && row.report.reason === undefined) {
        const facts = { version: current.version };
        found.add({ field: "day", value: row.report.day, rule: "day_reported_otherwise", line, facts });
        continue;
      }
      const corrects = current?.version;
      const facts = {
        now: scope.now,
        items: scope.context.reference.reportItems,
        status: deployment.status,
        registeredFrom: deployment.registeredFrom,
        current,
      };
      const decided = decideReportDay({ ...row.report, corrects }, facts);
      if (decided.ok) fresh.push({ row, corrects });
      else if (decided.refusal.code !== "malformed") return decided;
      else {
        for (const problem of decided.refusal.problems) {
          found.add({ ...problem, field: problem.field.replace(/^counts\./, ""), line });
        }
      }
    }
  }
  const all = mergeProblems(known, found.list());
  return all.length > 0 ? refuse({ code: "malformed", problems: all }) : accept(fresh);
}
