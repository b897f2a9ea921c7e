import type { RecordedTerms } from "#core/ledger/supply.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { SCENARIO_2020 } from "#core/scenario/scenario-2020.ts";
import { regroup, type StatementItem, type StatementRow } from "#core/statement/regroup.ts";
import {
  type ClearedIn,
  type ReportedBeside,
  type ReportedFigure,
  setBeside,
} from "#core/statement/reported-figure.ts";
import {
  FIGURE_OF,
  type Figures,
  type Group,
  NO_UNITS,
  STAGE_OF,
  type StatementSum,
} from "#core/statement/statement.ts";
import { addDays, type Day, dayOf, firstDayOf, isDay, lastDayOf } from "#core/time.ts";
import { findPartyByCode } from "#store/party.ts";
import { listAllReportedFigures } from "#store/reported-figure.ts";
import { findSiteByCode } from "#store/site.ts";
import { findBasis, fromMovements, readRollUpState } from "#store/roll-up.ts";
import {
  type ClearedSum,
  findPositionBefore,
  hasScenario,
  type MovementSum,
  type StatementFilter,
  type StatementPeriod,
  sumCleared,
  sumMovements,
  sumStraddling,
} from "#store/statement.ts";
import type { AppContext } from "../context.ts";
import { numberForReading } from "../log/number-entries.ts";

/** What is asked of a statement. */
export interface StatementRequest {
  readonly item?: string | undefined;
  readonly exporter?: string | undefined;
  readonly recipient?: string | undefined;
  readonly terms?: RecordedTerms | undefined;
  readonly pipeline?: string | undefined;
  readonly scenario?: string | undefined;
  /** Code of the site where the units stood after a movement. */
  readonly site?: string | undefined;
  /** First and last month, `YYYY-MM`, inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly asOf?: string | undefined;
  /** A position that the ledger has had on the as-of day, up to which is counted; left out, the day's last. */
  readonly position?: number | undefined;
  readonly by?: readonly Group[] | undefined;
}

/** By what a statement is grouped unless it is asked for otherwise. */
const DEFAULT_GROUPS: readonly Group[] = ["item"];

/** A row as published: keys and figures side by side, with what others reported. */
export type PublishedRow = Omit<StatementRow, "figures"> &
  Figures & { readonly reported: readonly ReportedBeside[] };

/** What of one item may lie in the period or not, in its units. */
interface Straddling {
  readonly item: string;
  readonly unit: string;
  readonly dispatched: number;
  readonly received: number;
  readonly movements: number;
}

export interface Statement {
  /** The day as of which it stands. */
  readonly asOf: string;
  /** Position of the newest ledger entry it counts. */
  readonly ledgerPosition: number;
  readonly scenario: string | null;
  readonly rows: readonly PublishedRow[];
  readonly straddling: readonly Straddling[];
}

/**
 * The statement: pledged, agreed, dispatched, cleared, received and what became of it, grouped as asked, as of a
 * ledger position: of a past day, the newest that an entry had when the day ended (UTC), which stays what it is for ever.
 * A movement counts when the whole time in which it can have happened lies in the period; those
 * that may lie in it or not are counted apart, in `straddling`.
 *
 * By site, or of one, every movement of the other filters is read, for the roll-up has no sites: cost linear in movements.
 *
 * Refuses with `malformed`: an unknown item, exporter, recipient, site or scenario, a period that ends before it begins, an as-of
 * day in the future.
 */
export async function readStatement(
  context: AppContext,
  request: StatementRequest,
): Promise<Result<Statement, MalformedRefusal>> {
  const problems = [...findProblems(context, request), ...(await findUnknown(context, request))];
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  await numberForReading(context);
  // The roll-up moves on: sums and movements are read as they are at one moment.
  const statement = await context.database
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (database) => await compute({ ...context, database }, request));
  return accept(statement);
}

async function compute(context: AppContext, request: StatementRequest): Promise<Statement> {
  const { database, reference } = context;
  const { items } = reference;
  const today = dayOf(context.now());
  const asOf = request.asOf ?? today;
  const position =
    request.position ??
    (asOf >= today
      ? (await readRollUpState(database)).position
      : await findPositionBefore(database, `${addDays(asOf as Day, 1)}T00:00:00Z`)); // checked before
  const by = request.by ?? DEFAULT_GROUPS;
  // The roll-up has no sites: by site, every movement is read.
  const isBySite = request.site !== undefined || by.includes("site");
  const itemIds = request.item === undefined ? null : listBelow(request.item, items);
  const filter: StatementFilter = {
    itemIds,
    exporter: request.exporter ?? null,
    recipient: request.recipient ?? null,
    terms: request.terms ?? null,
    pipeline: request.pipeline ?? null,
    scenario: request.scenario ?? null,
    site: request.site ?? null,
    basis: isBySite ? fromMovements(position) : await findBasis(database, position),
  };
  const period = readPeriod(request);
  const sums = await sumMovements(database, filter, { by, period });
  const tree = buildTree(items);
  const straddling = (await sumStraddling(database, filter, period)).map(({ itemId, ...sums }) => {
    return { item: itemId, unit: tree.get(itemId)?.unit ?? "piece", ...sums };
  });
  const figures = hasReported(request, by) ? await listFigures(context, request, itemIds, period) : [];
  const cleared = figures.length === 0 ? [] : await sumCleared(database, filter);
  const rows = regroup(foldSums(sums, tree), by, tree).map((row) =>
    publish(row, figures, { cleared, tree, request }),
  );
  return { asOf, ledgerPosition: position, scenario: request.scenario ?? null, rows, straddling };
}

function findProblems(context: AppContext, request: StatementRequest): Problem[] {
  const problems: Problem[] = [];
  const { item, from, to, asOf } = request;
  if (item !== undefined && !context.reference.items.has(item)) {
    problems.push({ field: "item", value: item, rule: "unknown_item" });
  }
  if (from !== undefined && to !== undefined && to < from) {
    problems.push({ field: "to", value: to, rule: "period_ends_before_it_begins" });
  }
  if (asOf !== undefined && !isDay(asOf)) problems.push({ field: "asOf", value: asOf, rule: "day" });
  else if (asOf !== undefined && asOf > dayOf(context.now())) {
    problems.push({ field: "asOf", value: asOf, rule: "in_the_future" });
  }
  return problems;
}

/** A code that nobody has and a scenario that nobody ran are mistakes of typing: an empty statement would hide them. */
async function findUnknown(context: AppContext, request: StatementRequest): Promise<Problem[]> {
  const { countries } = context.reference;
  const problems: Problem[] = [];
  for (const field of ["exporter", "recipient"] as const) {
    const code = request[field];
    if (code === undefined || countries.has(code)) continue;
    if ((await findPartyByCode(context.database, code)) !== undefined) continue;
    problems.push({ field, value: code, rule: "unknown_party" });
  }
  const { scenario, site } = request;
  if (site !== undefined && (await findSiteByCode(context.database, site)) === undefined) {
    problems.push({ field: "site", value: site, rule: "unknown_site" });
  }
  if (scenario !== undefined && scenario !== SCENARIO_2020) {
    const isKnown = await hasScenario(context.database, scenario);
    if (!isKnown) problems.push({ field: "scenario", value: scenario, rule: "unknown_scenario" });
  }
  return problems;
}

function readPeriod({ from, to }: StatementRequest): StatementPeriod {
  return {
    from: from === undefined ? null : firstDayOf(from),
    to: to === undefined ? null : lastDayOf(to),
  };
}

type ItemFacts = ReadonlyMap<string, { readonly of: string | null; readonly unitName: string | null }>;

/** An item and everything below it in the category tree. */
export function listBelow(id: string, items: ItemFacts): string[] {
  const found = [id];
  for (const wider of found) {
    for (const [narrower, item] of items) if (item.of === wider) found.push(narrower);
  }
  return found;
}

function buildTree(items: ItemFacts): Map<string, StatementItem> {
  return new Map([...items].map(([id, item]) => [id, { of: item.of, unit: item.unitName }]));
}

function foldSums(sums: readonly MovementSum[], tree: ReadonlyMap<string, StatementItem>): StatementSum[] {
  return sums.flatMap((sum) => {
    const counts = FIGURE_OF[sum.kind];
    if (counts === null) return [];
    const { exporter, recipient, month, terms, pipeline, site, itemId } = sum;
    const stage = STAGE_OF[counts.figure];
    const unit = tree.get(itemId)?.unit ?? "piece";
    const figures = { ...NO_UNITS, [counts.figure]: counts.sign * sum.units };
    return [{ item: itemId, unit, exporter, recipient, month, terms, pipeline, site, stage, figures }];
  });
}

/**
 * Whether figures of others can stand beside the rows: one of some terms, of one pipeline, site or stage counts only a part of
 * what they count.
 */
function hasReported(request: StatementRequest, by: readonly Group[]): boolean {
  const { terms, pipeline, site } = request;
  const isPart = (["terms", "pipeline", "site", "stage"] as const).some((group) => by.includes(group));
  return !isPart && terms === undefined && pipeline === undefined && site === undefined;
}

async function listFigures(
  context: AppContext,
  request: StatementRequest,
  itemIds: readonly string[] | null,
  period: StatementPeriod,
): Promise<ReportedFigure[]> {
  const all = await listAllReportedFigures(context.database, {
    exporter: request.exporter,
    itemIds: itemIds ?? undefined,
  });
  const { from, to } = period;
  return all.filter(
    (figure) => (from === null || figure.periodFrom >= from) && (to === null || figure.periodTo <= to),
  );
}

/**
 * Sets beside a row the figures reported for what it counts: the same item, exporter and importer. A row of one recipient
 * or month counts only a part, so nothing stands beside it but a figure that was reported for that recipient or month.
 */
function publish(
  row: StatementRow,
  figures: readonly ReportedFigure[],
  facts: {
    readonly cleared: readonly ClearedSum[];
    readonly tree: ReadonlyMap<string, StatementItem>;
    readonly request: StatementRequest;
  },
): PublishedRow {
  const { request, cleared, tree } = facts;
  const { figures: counted, ...grouped } = row;
  // What was asked for is known of every row, whether it is grouped by or not.
  const key = {
    ...grouped,
    exporter: row.exporter ?? request.exporter ?? null,
    recipient: row.recipient ?? request.recipient ?? null,
    terms: row.terms ?? request.terms ?? null,
    pipeline: row.pipeline ?? request.pipeline ?? null,
    site: row.site ?? request.site ?? null,
  };
  const { exporter, recipient } = key;
  const beside = figures.filter(
    (figure) =>
      figure.itemId === row.item &&
      figure.exporter === exporter &&
      figure.importer === recipient &&
      (row.month === null || monthOf(figure) === row.month),
  );
  if (beside.length === 0) return { ...key, ...counted, reported: [] };
  const same = listCleared(cleared, { item: row.item, exporter, recipient }, tree);
  return { ...key, ...counted, reported: beside.map((figure) => setBeside(figure, same)) };
}

function monthOf(figure: ReportedFigure): string {
  const [first, last] = [figure.periodFrom.slice(0, 7), figure.periodTo.slice(0, 7)];
  return first === last ? first : `${first}/${last}`;
}

function listCleared(
  cleared: readonly ClearedSum[],
  key: { readonly item: string | null; readonly exporter: string | null; readonly recipient: string | null },
  tree: ReadonlyMap<string, StatementItem>,
): ClearedIn[] {
  return cleared
    .filter((sum) => sum.exporter === key.exporter)
    .filter((sum) => key.recipient === null || sum.recipient === key.recipient)
    .filter((sum) => isWithin(sum.itemId, key.item, tree))
    .map((sum) => ({ from: sum.from, to: sum.to, cleared: sum.units }));
}

function isWithin(id: string, wider: string | null, tree: ReadonlyMap<string, StatementItem>): boolean {
  let next: string | null = id;
  for (let depth = 0; next !== null && depth < 20; depth += 1) {
    if (next === wider) return true;
    next = tree.get(next)?.of ?? null;
  }
  return false;
}
