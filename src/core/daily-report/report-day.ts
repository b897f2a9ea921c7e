import { canonicalJson } from "#core/canonical-json.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type DeploymentId, type DeploymentStatus, REPORTING_STATUSES } from "#core/team/deployment.ts";
import { addDays, type Day, dayOf, type Instant } from "#core/time.ts";
import { type AgeGroup, type Counts, listCells, type ReportItem, sumItems } from "./items.ts";

/** Why a day is reported again. There is no free text: it could name a patient. */
export const CORRECTION_REASONS = [
  "late_records",
  "counted_twice",
  "typing_error",
  "wrong_day",
  "other",
] as const;
export type CorrectionReason = (typeof CORRECTION_REASONS)[number];

/** A team reports a day. */
export interface ReportDay {
  readonly deploymentId: DeploymentId;
  readonly day: Day;
  readonly counts: Counts;
  /** The version of the day's report that this one corrects; left out: the day's first report. */
  readonly corrects?: number | undefined;
  readonly reason?: CorrectionReason | undefined;
}

/** A day of a deployment as it was reported. */
export interface DailyReport {
  readonly deploymentId: DeploymentId;
  readonly day: Day;
  /** 1 for the first report of the day, then one more for each correction. */
  readonly version: number;
  /** `null` for the first. */
  readonly reason: CorrectionReason | null;
  /** Without the cells that are 0. */
  readonly counts: Counts;
}

/** The team has not arrived yet, or never will. */
export interface DeploymentNotReportingRefusal {
  readonly code: "deployment_not_reporting";
  readonly status: DeploymentStatus;
}

/** The day has been reported, in this version: what is sent now is to correct it, with a reason. */
export interface DayReportedAlreadyRefusal {
  readonly code: "day_reported_already";
  readonly day: Day;
  readonly version: number;
}

/** What the decision needs to know of the world. */
export interface ReportDayFacts {
  readonly now: Instant;
  readonly items: readonly ReportItem[];
  readonly status: DeploymentStatus;
  /** The day of the team's registration; `null` before it. */
  readonly registeredFrom: Day | null;
  /** The day's newest report; `null` before the first. */
  readonly current: Pick<DailyReport, "version" | "counts"> | null;
}

/** More than one team sees in a day anywhere: a larger number is a slip of the pen. */
const COUNT_MAX = 10_000;

/**
 * The report of a day, as its first version or as a correction of the one before.
 *
 * Refuses, in this order, with `deployment_not_reporting`, then `malformed` with all problems at once: a day before the team's
 * registration (`before_registration`) or that has begun nowhere yet (`occurred_in_the_future`), `unknown_cell`,
 * `count_out_of_range`, an item that more patients have than were seen of their age (`more_than_patients`); then
 * `day_reported_already` where the day was reported in another version than this one corrects; then `malformed` again:
 * a correction without a reason (`missing`), of what was never reported (`nothing_to_correct`), or that changes nothing
 * (`nothing_to_correct`).
 */
export function decideReportDay(
  command: ReportDay,
  facts: ReportDayFacts,
): Result<DailyReport, MalformedRefusal | DeploymentNotReportingRefusal | DayReportedAlreadyRefusal> {
  const { status, current } = facts;
  const { day, counts: stated, corrects, reason } = command;
  if (!REPORTING_STATUSES.includes(status)) return refuse({ code: "deployment_not_reporting", status });
  const problems = [...findDayProblems(day, facts), ...findCountProblems(stated, facts.items)];
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const counts = Object.fromEntries(Object.entries(stated).filter(([, count]) => count > 0));
  if (current === null) {
    if (corrects !== undefined) return refuseCorrection("corrects", String(corrects), "nothing_to_correct");
    return accept({ deploymentId: command.deploymentId, day, version: 1, reason: null, counts });
  }
  if (corrects !== current.version) {
    return refuse({ code: "day_reported_already", day, version: current.version });
  }
  if (reason === undefined) return refuseCorrection("reason", null, "missing");
  if (canonicalJson(counts) === canonicalJson(current.counts)) {
    return refuseCorrection("counts", null, "nothing_to_correct");
  }
  return accept({ deploymentId: command.deploymentId, day, version: corrects + 1, reason, counts });
}

function refuseCorrection(field: string, value: string | null, rule: string) {
  return refuse({ code: "malformed", problems: [{ field, value, rule }] } satisfies MalformedRefusal);
}

function findDayProblems(day: Day, { now, registeredFrom }: ReportDayFacts): Problem[] {
  if (registeredFrom !== null && day < registeredFrom) {
    const facts = { registered: registeredFrom };
    return [{ field: "day", value: day, rule: "before_registration", facts }];
  }
  // East of Greenwich the day has begun that in UTC is tomorrow.
  return day > addDays(dayOf(now), 1) ? [{ field: "day", value: day, rule: "occurred_in_the_future" }] : [];
}

function findCountProblems(counts: Counts, items: readonly ReportItem[]): Problem[] {
  const known = new Set(listCells(items).map(({ key }) => key));
  const problems: Problem[] = [];
  for (const [key, count] of Object.entries(counts)) {
    const field = `counts.${key}`;
    if (!known.has(key)) problems.push({ field, value: String(count), rule: "unknown_cell" });
    else if (!Number.isSafeInteger(count) || count < 0 || count > COUNT_MAX) {
      const bounds = { min: 0, max: COUNT_MAX };
      problems.push({ field, value: String(count), rule: "count_out_of_range", facts: bounds });
    }
  }
  return problems.length > 0 ? problems : findTooMany(counts, items);
}

const UNDER_FIVE: readonly AgeGroup[] = ["under_1", "1_to_4"];
const FROM_FIVE: readonly AgeGroup[] = ["5_to_17", "18_to_64", "65_over"];

/** The items that are ticked once for a patient who was seen that day: health events (4 to 29) and relation (44 to 46). */
function findTooMany(counts: Counts, items: readonly ReportItem[]): Problem[] {
  const patients: Readonly<Partial<Record<AgeGroup, number>>> = {
    under_5: sumItems(counts, [1, 3], UNDER_FIVE),
    "5_over": sumItems(counts, [1, 3], FROM_FIVE),
  };
  const problems = listCells(items).flatMap(({ key, item, group }): Problem[] => {
    const bound = patients[group];
    const count = counts[key] ?? 0;
    if (item < 4 || item > 29 || bound === undefined || count <= bound) return [];
    return [
      {
        field: `counts.${key}`,
        value: String(count),
        rule: "more_than_patients",
        facts: { patients: bound },
      },
    ];
  });
  const all = sumItems(counts, [1, 3]);
  const related = sumItems(counts, [44, 46]);
  if (related > all) {
    const facts = { patients: all };
    problems.push({ field: "counts.mds_44_all", value: String(related), rule: "more_than_patients", facts });
  }
  return problems;
}
