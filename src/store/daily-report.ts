import { sql } from "kysely";
import type { CommandId } from "#core/id.ts";
import { type AgeGroup, type Counts, formCellKey, type ReportCell } from "#core/daily-report/items.ts";
import type { CorrectionReason, DailyReport } from "#core/daily-report/report-day.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import { asDay, asInstant, type Day, type Instant } from "#core/time.ts";
import { isOneOf } from "./batches.ts";
import type { Database } from "./schema.ts";

/** Writes a report of a day. `cells` says which item and group each key of its counts is. */
export async function insertDailyReport(
  database: Database,
  report: DailyReport,
  rest: {
    readonly cells: readonly ReportCell[];
    readonly commandId: CommandId;
    readonly recordedAt: Instant;
  },
): Promise<void> {
  const { counts, ...head } = report;
  const { commandId, recordedAt } = rest;
  await database
    .insertInto("dailyReport")
    .values({ ...head, commandId, recordedAt })
    .execute();
  const { deploymentId, day, version } = report;
  const rows = rest.cells.flatMap(({ key, item, group }) => {
    const count = counts[key] ?? 0;
    return count === 0 ? [] : [{ deploymentId, day, version, item, ageGroup: group, count }];
  });
  if (rows.length > 0) await database.insertInto("dailyReportCount").values(rows).execute();
}

/** A report as it is kept. */
export interface KeptReport extends DailyReport {
  readonly recordedAt: Instant;
}

/** The newest report of each day of the deployments, by deployment and day; of one day only where `day` is given. */
export async function listDailyReports(
  database: Database,
  deploymentIds: readonly DeploymentId[],
  day?: Day,
): Promise<readonly KeptReport[]> {
  if (deploymentIds.length === 0) return [];
  let heads = selectNewest(database).where(isOneOf("report.deploymentId", deploymentIds));
  if (day !== undefined) heads = heads.where("report.day", "=", day);
  const rows = await heads.execute();
  const counts = await database
    .with("newest", () => heads)
    .selectFrom("newest")
    .innerJoin("dailyReportCount as counted", (join) =>
      join
        .onRef("counted.deploymentId", "=", "newest.deploymentId")
        .onRef("counted.day", "=", "newest.day")
        .onRef("counted.version", "=", "newest.version"),
    )
    .select(["counted.deploymentId", "counted.day", "counted.item", "counted.ageGroup", "counted.count"])
    .execute();
  const found = new Map<string, Record<string, number>>();
  for (const { deploymentId, day: countedDay, item, ageGroup, count } of counts) {
    const key = `${deploymentId}/${countedDay}`;
    const known = found.get(key) ?? {};
    known[formCellKey(item, ageGroup as AgeGroup)] = count; // held by the table's CHECK
    found.set(key, known);
  }
  return rows.map((row) => ({
    deploymentId: row.deploymentId as DeploymentId, // an id of this noun's table
    day: asDay(row.day),
    version: row.version,
    reason: row.reason as CorrectionReason | null, // held by the table's CHECK
    recordedAt: asInstant(row.recordedAt),
    counts: found.get(`${row.deploymentId}/${row.day}`) ?? {},
  }));
}

/** The newest version of each day. */
function selectNewest(database: Database) {
  return database
    .selectFrom("dailyReport as report")
    .distinctOn(["report.deploymentId", "report.day"])
    .select(["report.deploymentId", "report.day", "report.version", "report.reason", "report.recordedAt"])
    .orderBy("report.deploymentId")
    .orderBy("report.day")
    .orderBy("report.version", "desc");
}

/** What the newest reports of the deployments come to, cell by cell, added up by the database. */
export async function sumDailyReports(
  database: Database,
  deploymentIds: readonly DeploymentId[],
): Promise<{ readonly counts: Counts; readonly reportCount: number }> {
  if (deploymentIds.length === 0) return { counts: {}, reportCount: 0 };
  const newest = selectNewest(database).where(isOneOf("report.deploymentId", deploymentIds));
  const { reportCount } = await database
    .with("newest", () => newest)
    .selectFrom("newest")
    .select(sql<number>`count(*)::integer`.as("reportCount"))
    .executeTakeFirstOrThrow();
  const rows = await database
    .with("newest", () => newest)
    .selectFrom("newest")
    .innerJoin("dailyReportCount as counted", (join) =>
      join
        .onRef("counted.deploymentId", "=", "newest.deploymentId")
        .onRef("counted.day", "=", "newest.day")
        .onRef("counted.version", "=", "newest.version"),
    )
    .groupBy(["counted.item", "counted.ageGroup"])
    .select(["counted.item", "counted.ageGroup", sql<number>`sum(counted.count)::bigint`.as("count")])
    .execute();
  const counts = Object.fromEntries(
    rows.map(({ item, ageGroup, count }) => [formCellKey(item, ageGroup as AgeGroup), count]), // as above
  );
  return { counts, reportCount };
}
