import { z } from "zod";
import { BREAKDOWNS, type Breakdown, REPORT_SECTIONS } from "#core/daily-report/items.ts";
import { CORRECTION_REASONS } from "#core/daily-report/report-day.ts";
import { NAME_LANGUAGES } from "#core/item/item.ts";
import { bytesView, commanding, fileView, reading, WORKBOOK } from "./endpoint.ts";
import { daySchema, idOf, instantSchema, slugSchema } from "./scalars.ts";

/** Cell of the form (`mds_9_under_5`) → how many; left out: 0. */
const countsSchema = z.record(z.string().max(40), z.int({ error: "whole_number" }));

const reportDayBody = z.strictObject({
  day: daySchema,
  counts: countsSchema,
  /** The version that is corrected. */
  corrects: z.int().positive().optional(),
  reason: z.enum(CORRECTION_REASONS).optional(),
});

const summaryView = z.object({
  treated: z.number(),
  treatedUnderFive: z.number(),
  discharged: z.number(),
  referred: z.number(),
  admitted: z.number(),
  died: z.number(),
});

const reportView = z.object({
  deploymentId: z.string(),
  day: z.string(),
  version: z.number(),
  reason: z.enum(CORRECTION_REASONS).nullable(),
  counts: countsSchema,
  summary: summaryView,
  recordedAt: instantSchema,
});

const totalsView = z.object({ counts: countsSchema, summary: summaryView, reportCount: z.number() });

const reportsView = z.object({
  deploymentId: z.string(),
  teamName: z.string(),
  /** The newest version of each day, by day. */
  reports: z.array(reportView),
  totals: totalsView,
});
export type DailyReportsView = z.infer<typeof reportsView>;

const emergencyView = z.object({
  emergency: z.string(),
  teams: z.array(
    z.object({
      deploymentId: z.string(),
      teamName: z.string(),
      giverCode: z.string(),
      recipientCode: z.string(),
      siteName: z.string(),
      reportCount: z.number(),
      summary: summaryView,
    }),
  ),
  totals: totalsView,
});

const breakdownNames = Object.keys(BREAKDOWNS) as [Breakdown, ...Breakdown[]]; // keys of a const table
const namesView = z.object(
  Object.fromEntries(NAME_LANGUAGES.map((language) => [language, z.string()])) as Record<
    (typeof NAME_LANGUAGES)[number],
    z.ZodString
  >, // one for each of the six
);

const itemsView = z.object({
  items: z.array(
    z.object({
      item: z.number(),
      section: z.enum(REPORT_SECTIONS),
      breakdown: z.enum(breakdownNames),
      names: namesView,
    }),
  ),
});
export type ReportItemsView = z.infer<typeof itemsView>;

const deploymentParams = z.object({ deploymentId: idOf("deployment") });
const emergencyParams = z.object({ emergency: slugSchema });

export const dailyReportEndpoints = {
  listReportItems: reading({
    path: "/daily-report-items",
    summary: "The items of the daily report (WHO EMT Minimum Data Set), with their names in six languages",
    tag: "teams",
    response: itemsView,
  }),
  getDailyReports: reading({
    path: "/deployments/:deploymentId/daily-reports",
    summary: "What a deployment has reported, day by day, and the sum",
    tag: "teams",
    access: "signed_in",
    params: deploymentParams,
    response: reportsView,
  }),
  reportDay: commanding({
    path: "/deployments/:deploymentId/daily-reports",
    summary: "Report a day of a deployment, or correct its report with a reason",
    tag: "teams",
    params: deploymentParams,
    body: reportDayBody,
    response: reportView,
  }),
  getDailyReportsCsv: reading({
    path: "/deployments/:deploymentId/daily-reports.csv",
    summary: "The same as a CSV file, one row a day",
    tag: "teams",
    access: "signed_in",
    params: deploymentParams,
    response: fileView,
    media: "text/csv",
  }),
  getDailyReportsWorkbook: reading({
    path: "/deployments/:deploymentId/daily-reports.xlsx",
    summary: "The same as a workbook",
    tag: "teams",
    access: "signed_in",
    params: deploymentParams,
    response: bytesView,
    media: WORKBOOK,
  }),
  getEmergencyReports: reading({
    path: "/emergencies/:emergency/daily-reports",
    summary: "What the teams of an emergency have reported in all, of those whose reports one may read",
    tag: "teams",
    access: "signed_in",
    params: emergencyParams,
    response: emergencyView,
  }),
  getEmergencyReportsCsv: reading({
    path: "/emergencies/:emergency/daily-reports.csv",
    summary: "The totals of the same as a CSV file, one row a cell of the form",
    tag: "teams",
    access: "signed_in",
    params: emergencyParams,
    response: fileView,
    media: "text/csv",
  }),
};
