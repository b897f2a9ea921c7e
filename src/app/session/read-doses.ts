import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import {
  buildCoverage,
  buildDoseRows,
  buildDropOut,
  type CoverageRow,
  type DoseGroup,
  type DoseRow,
  type DropOutRow,
  startOfPace,
} from "#core/session/dose-report.ts";
import { type Day, dayOf } from "#core/time.ts";
import {
  findNewestSession,
  listBookedDoses,
  listDaysAhead,
  listExpiringLots,
  listGroupedDoses,
  listReportedDoses,
  sumRecentlyGiven,
} from "#store/dose-report.ts";
import { findSiteByCode } from "#store/site.ts";
import type { AppContext } from "../context.ts";

/** What is asked of a report of doses. */
export interface DosesRequest {
  readonly country?: string | undefined;
  /** Code of a site. */
  readonly site?: string | undefined;
  readonly by?: readonly DoseGroup[] | undefined;
  /** The day from which the pace is taken back; left out: the newest day of a session. */
  readonly day?: Day | undefined;
  /** People by site code, or by `SITE/group`. */
  readonly population?: ReadonlyMap<string, number> | undefined;
}

/** Doses received, given, wasted and in stock; coverage; drop-out; and where the days of the sources do not agree. */
export interface DoseReport {
  /** The day up to which the pace is taken, and from which expiry is forecast. */
  readonly day: Day;
  readonly rows: readonly DoseRow[];
  readonly coverage: readonly CoverageRow[];
  readonly dropOut: readonly DropOutRow[];
  /** Sites where more doses had been given on some days than had come by then: on how many days, and how many at most. */
  readonly ahead: readonly { readonly site: string; readonly days: number; readonly most: number }[];
}

/**
 * The report of doses, as it is now. Refuses with `malformed`: an unknown country or site, a population of a site that is not
 * in the report. Cost: supplies and session reports of the sites.
 */
export async function readDoses(
  context: AppContext,
  request: DosesRequest,
): Promise<Result<DoseReport, MalformedRefusal>> {
  const { database, reference } = context;
  const { country, site, by = ["site"], population = new Map<string, number>() } = request;
  const problems: Problem[] = [];
  if (country !== undefined && !reference.countries.has(country)) {
    problems.push({ field: "country", value: country, rule: "unknown_country" });
  }
  if (site !== undefined && (await findSiteByCode(database, site)) === undefined) {
    problems.push({ field: "site", value: site, rule: "unknown_site" });
  }
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const filter = { country, site };
  // All of it from one moment, or sums would not tie.
  return await database
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (transaction) => {
      const newest = await findNewestSession(transaction, filter);
      const day = request.day ?? newest ?? dayOf(context.now());
      const reported = await listReportedDoses(transaction, filter);
      const facts = {
        booked: await listBookedDoses(transaction, filter),
        reported,
        recent: await sumRecentlyGiven(transaction, filter, { since: startOfPace(day), until: day }),
        lots: await listExpiringLots(transaction, filter),
        today: day,
      };
      const known = new Set([...facts.booked, ...reported].map((one) => one.site));
      const unknown = [...population.keys()].filter((key) => !known.has(key.split("/")[0] ?? ""));
      if (unknown.length > 0) {
        const list = unknown.map((value): Problem => ({ field: "population", value, rule: "unknown_site" }));
        return refuse({ code: "malformed", problems: list });
      }
      const coverage = buildCoverage(reported, await listGroupedDoses(transaction, filter), population);
      return accept({
        day,
        rows: buildDoseRows(facts, by),
        coverage,
        dropOut: buildDropOut(coverage),
        ahead: await listDaysAhead(transaction, filter),
      });
    });
}
