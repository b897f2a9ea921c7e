import type { dailyReportEndpoints } from "#api/daily-report.ts";
import { readDailyReports, readEmergencyReports } from "#app/daily-report/read-daily-reports.ts";
import { reportDay } from "#app/daily-report/report-day.ts";
import { writeReportsCsv, writeReportsWorkbook, writeTotalsCsv } from "#app/daily-report/write-reports.ts";
import { accept } from "#core/result.ts";
import type { Handlers } from "../handler.ts";

export const dailyReportHandlers = {
  listReportItems: async (_, { context }) =>
    await Promise.resolve(accept({ items: [...context.reference.reportItems] })),
  getDailyReports: async ({ params }, { context, actor }) =>
    await readDailyReports(context, actor, params.deploymentId),
  reportDay: async ({ params, body }, { context, meta }) =>
    await reportDay(context, meta, { ...params, ...body }),
  getDailyReportsCsv: async ({ params }, { context, actor }) =>
    await writeReportsCsv(context, actor, params.deploymentId),
  getDailyReportsWorkbook: async ({ params }, { context, actor }) =>
    await writeReportsWorkbook(context, actor, params.deploymentId),
  getEmergencyReports: async ({ params }, { context, actor }) =>
    accept(await readEmergencyReports(context, actor, params.emergency)),
  getEmergencyReportsCsv: async ({ params }, { context, actor }) =>
    accept(writeTotalsCsv(context, await readEmergencyReports(context, actor, params.emergency))),
} satisfies Pick<Handlers, keyof typeof dailyReportEndpoints>;
