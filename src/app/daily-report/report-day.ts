import { listCells } from "#core/daily-report/items.ts";
import { decideReportDay, type ReportDay } from "#core/daily-report/report-day.ts";
import { permit } from "#core/permission.ts";
import { accept, refuse } from "#core/result.ts";
import { insertDailyReport, listDailyReports } from "#store/daily-report.ts";
import { lockDeployment } from "#store/deployment.ts";
import type { AppContext, CommandMeta } from "../context.ts";
import { type CommandScope, runTogether, runWithin } from "../run-command.ts";
import { describeReport } from "./read-daily-reports.ts";

/**
 * Reports a day of a deployment, or corrects its report by a newer version. Returns the report. Sent again under its id, it
 * gets the first answer: a telephone that does not know whether its report arrived sends it once more.
 *
 * Refuses, in this order, with `not_found`, `not_permitted`, then as `decideReportDay`.
 */
export async function reportDay(context: AppContext, meta: CommandMeta, command: ReportDay) {
  return await runTogether(context, meta, async (scope) => await reportDayWithin(scope, command));
}

/** {@link reportDay} within a transaction that is under way, where a refusal ends it. */
export async function reportDayWithin(within: CommandScope, command: ReportDay) {
  const { context, meta } = within;
  return await runWithin(within, { kind: "report_day", body: command }, async (scope) => {
    const { database, now } = scope;
    const { deploymentId, day } = command;
    // Locked: of two reports of one day at once, the second sees the first.
    const deployment = await lockDeployment(database, deploymentId);
    if (deployment === undefined) return refuse({ code: "not_found", noun: "deployment", id: deploymentId });
    const permitted = permit(meta.actor, "report_day", { giver: deployment.giverId });
    if (!permitted.ok) return permitted;
    const [current = null] = await listDailyReports(database, [deploymentId], day);
    const items = context.reference.reportItems;
    const { status, registeredFrom } = deployment;
    const decided = decideReportDay(command, { now, items, status, registeredFrom, current });
    if (!decided.ok) return decided;
    const rest = { cells: listCells(items), commandId: meta.commandId, recordedAt: now };
    await insertDailyReport(database, decided.value, rest);
    return accept(describeReport({ ...decided.value, recordedAt: now }));
  });
}
