import type { RecordedTerms } from "#core/ledger/supply.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
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
  GROUPS,
  type Group,
  NO_UNITS,
  type StatementSum,
} from "#core/statement/statement.ts";
import { addDays, type Day, dayOf, firstDayOf, isDay, lastDayOf } from "#core/time.ts";
import { numberEntries } from "#store/ledger.ts";
import { listAllReportedFigures } from "#store/reported-figure.ts";
import { findPositionBefore, type MovementSum, sumMovements } from "#store/statement.ts";
import type { AppContext } from "../context.ts";

/** What is asked of a statement. */
export interface StatementRequest {
  readonly item?: string | undefined;
  readonly exporter?: string | undefined;
  readonly recipient?: string | undefined;
  readonly terms?: RecordedTerms | undefined;
  readonly pipeline?: string | undefined;
  readonly scenario?: string | undefined;
  /** First and last month, `YYYY-MM`, inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly asOf?: string | undefined;
  readonly by?: readonly Group[] | undefined;
}

/** A row as published: keys and figures side by side, with what others reported. */
export type PublishedRow = Omit<StatementRow, "figures"> &
  Figures & { readonly reported: readonly ReportedBeside[] };

export interface Statement {
  /** The day as of which it stands. */
  readonly asOf: string;
  /** Position of the newest ledger entry it counts. */
  readonly ledgerPosition: number;
  readonly scenario: string | null;
  readonly rows: readonly PublishedRow[];
  readonly straddling: { readonly dispatched: number; readonly received: number; readonly movements: number };
}

/**
 * The statement: pledged, agreed, dispatched, cleared, received and what became of it, grouped as asked, as of a
 * ledger position. A movement counts when the whole time in which it can have happened lies in the period; those
 * that may lie in it or not are counted apart, in `straddling`.
 *
 * Refuses with `malformed`: an unknown item, a period that ends before it begins, an as-of day in the future.
 */
export async function readStatement(
  context: AppContext,
  request: StatementRequest,
): Promise<Result<Statement, MalformedRefusal>> {
  const problems = findProblems(context, request);
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const today = dayOf(context.now());
  const asOf = request.asOf ?? today;
  const newest = await numberEntries(context.database);
  const position =
    asOf >= today
      ? newest
      : await findPositionBefore(context.database, `${addDays(asOf as Day, 1)}T00:00:00Z`); // checked above
  const { items } = context.reference;
  const itemIds = request.item === undefined ? null : listBelow(request.item, items);
  const sums = await sumMovements(context.database, {
    itemIds,
    exporter: request.exporter ?? null,
    recipient: request.recipient ?? null,
    terms: request.terms ?? null,
    pipeline: request.pipeline ?? null,
    scenario: request.scenario ?? null,
    position,
  });
  const period = readPeriod(request);
  const liesWithin = (sum: MovementSum): boolean => sum.from >= period.from && sum.to <= period.to;
  const counted = sums.filter(liesWithin);
  const apart = sums.filter((sum) => !liesWithin(sum) && sum.from <= period.to && sum.to >= period.from);
  const tree = buildTree(items);
  const by = request.by ?? GROUPS;
  const figures = await listFigures(context, request, itemIds, period);
  const rows = regroup(foldSums(counted, tree), by, tree).map((row) =>
    publish(row, figures, { sums, by, tree, request }),
  );
  const straddling = {
    dispatched: sumKind(apart, "dispatch"),
    received: sumKind(apart, "receive"),
    movements: apart.reduce((count, sum) => count + sum.movements, 0),
  };
  return accept({ asOf, ledgerPosition: position, scenario: request.scenario ?? null, rows, straddling });
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

interface Period {
  readonly from: string;
  readonly to: string;
}

/** Days compare as text; an open end lies beyond every day. */
function readPeriod({ from, to }: StatementRequest): Period {
  return {
    from: from === undefined ? "0000-01-01" : firstDayOf(from),
    to: to === undefined ? "9999-12-31" : lastDayOf(to),
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
    const { exporter, recipient, month, terms, pipeline, itemId } = sum;
    const unit = tree.get(itemId)?.unit ?? "piece";
    const figures = { ...NO_UNITS, [counts.figure]: counts.sign * sum.units };
    return [{ item: itemId, unit, exporter, recipient, month, terms, pipeline, figures }];
  });
}

function sumKind(sums: readonly MovementSum[], kind: MovementSum["kind"]): number {
  return sums.filter((sum) => sum.kind === kind).reduce((total, sum) => total + sum.units, 0);
}

async function listFigures(
  context: AppContext,
  request: StatementRequest,
  itemIds: readonly string[] | null,
  period: Period,
): Promise<ReportedFigure[]> {
  const all = await listAllReportedFigures(context.database, {
    exporter: request.exporter,
    itemIds: itemIds ?? undefined,
  });
  return all.filter((figure) => figure.periodFrom >= period.from && figure.periodTo <= period.to);
}

/**
 * Sets beside a row the figures reported for what it counts: the same item and exporter, for everyone. A row of one
 * recipient, month, of some terms or of one pipeline counts only a part, so nothing stands beside it, but for a
 * month that a figure was reported for.
 */
function publish(
  row: StatementRow,
  figures: readonly ReportedFigure[],
  facts: {
    readonly sums: readonly MovementSum[];
    readonly by: readonly Group[];
    readonly tree: ReadonlyMap<string, StatementItem>;
    readonly request: StatementRequest;
  },
): PublishedRow {
  const { figures: counted, ...key } = row;
  const { by, request, sums, tree } = facts;
  const partial =
    by.includes("terms") ||
    by.includes("pipeline") ||
    request.terms !== undefined ||
    request.pipeline !== undefined;
  const exporter = row.exporter ?? request.exporter ?? null;
  const recipient = row.recipient ?? request.recipient ?? null;
  const beside = partial
    ? []
    : figures.filter(
        (figure) =>
          figure.itemId === row.item &&
          figure.exporter === exporter &&
          figure.importer === recipient &&
          (row.month === null || monthOf(figure) === row.month),
      );
  if (beside.length === 0) return { ...key, ...counted, reported: [] };
  const cleared = listCleared(sums, { item: row.item, exporter, recipient }, tree);
  return { ...key, ...counted, reported: beside.map((figure) => setBeside(figure, cleared)) };
}

function monthOf(figure: ReportedFigure): string {
  const [first, last] = [figure.periodFrom.slice(0, 7), figure.periodTo.slice(0, 7)];
  return first === last ? first : `${first}/${last}`;
}

function listCleared(
  sums: readonly MovementSum[],
  key: { readonly item: string | null; readonly exporter: string | null; readonly recipient: string | null },
  tree: ReadonlyMap<string, StatementItem>,
): ClearedIn[] {
  return sums
    .filter((sum) => sum.kind === "clear_export" && sum.exporter === key.exporter)
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
