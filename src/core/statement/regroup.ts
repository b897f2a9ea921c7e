import { invariant } from "#core/invariant.ts";
import {
  addFigures,
  type Figures,
  FIGURES,
  type Group,
  type RowKey,
  type StatementSum,
} from "./statement.ts";

/** A row of a statement before figures published by others are set beside it. */
export interface StatementRow extends RowKey {
  /** The nearest wider item that has a row of its own in the same group: this row's units are part of that one's. */
  readonly of: string | null;
  readonly unit: string;
  readonly figures: Figures;
}

/** What a statement needs to know of an item. */
export interface StatementItem {
  /** The next wider item in the category tree, or `null` at its root. */
  readonly of: string | null;
  /** Name of its unit (`piece`, `pair`); `null` for a category whose parts are not counted together. */
  readonly unit: string | null;
}

/**
 * The rows of a statement, grouped by `by`, in the order item (wider before narrower), then the other keys.
 *
 * When items are grouped by, every wider item that has a unit and two or more parts present gets a row of its own
 * that contains them ("mask", of which "medical mask"); a row that would only repeat its one part is left out, and a
 * category without a unit has none. When they are not, there is one row for
 * each unit: pieces and pairs never add. A total over rows counts only those with `of` null, unit by unit, and
 * every regrouping of the same sums adds up to the same totals.
 *
 * Refuses nothing; throws on a sum beyond 2^53 − 1. Cost: sums × depth of the tree, and a sort.
 */
export function regroup(
  sums: readonly StatementSum[],
  by: readonly Group[],
  items: ReadonlyMap<string, StatementItem>,
): StatementRow[] {
  const grouped = groupSums(sums, by);
  const rows = by.includes("item") ? addWiderItems(grouped, items) : grouped;
  const byGroup = indexItems(rows);
  return rows
    .map((row) => ({ row: { ...row, of: findWider(row, byGroup, items) }, order: orderOf(row, items) }))
    .toSorted((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
    .map(({ row }) => row);
}

/** The rows that a total counts: no part of another row. */
export function listTotalRows(rows: readonly StatementRow[]): StatementRow[] {
  return rows.filter((row) => row.of === null);
}

function groupSums(sums: readonly StatementSum[], by: readonly Group[]): StatementSum[] {
  const groups = new Map<string, StatementSum>();
  const kept = (group: Group): boolean => by.includes(group);
  for (const sum of sums) {
    addTo(groups, {
      item: kept("item") ? sum.item : null,
      exporter: kept("exporter") ? sum.exporter : null,
      recipient: kept("recipient") ? sum.recipient : null,
      month: kept("month") ? sum.month : null,
      terms: kept("terms") ? sum.terms : null,
      pipeline: kept("pipeline") ? sum.pipeline : null,
      site: kept("site") ? sum.site : null,
      stage: kept("stage") ? sum.stage : null,
      unit: sum.unit,
      figures: sum.figures,
    });
  }
  return [...groups.values()];
}

function addTo(groups: Map<string, StatementSum>, sum: StatementSum): void {
  const key = `${sum.item ?? ""}|${groupKey(sum)}`;
  const before = groups.get(key);
  const figures = before === undefined ? sum.figures : addFigures(before.figures, sum.figures);
  for (const figure of FIGURES)
    invariant(Number.isSafeInteger(figures[figure]), "a figure is within 2^53 − 1");
  groups.set(key, { ...sum, figures });
}

function groupKey(sum: StatementSum): string {
  const { exporter, recipient, month, terms, pipeline, site, stage, unit } = sum;
  return JSON.stringify([exporter, recipient, month, terms, pipeline, site, stage, unit]);
}

/** Adds each item's units to every wider item to be shown that is counted in the same unit, all the way up. */
function addWiderItems(
  sums: readonly StatementSum[],
  items: ReadonlyMap<string, StatementItem>,
): StatementSum[] {
  const shown = findShownWiderItems(sums, items);
  const groups = new Map<string, StatementSum>();
  for (const sum of sums) {
    addTo(groups, sum);
    for (const wider of listWider(sum.item, items)) {
      if (shown.has(wider) && items.get(wider)?.unit === sum.unit) addTo(groups, { ...sum, item: wider });
    }
  }
  return [...groups.values()];
}

/** The wider items of which two or more narrower ones are present, or one beside units of their own. */
function findShownWiderItems(
  sums: readonly StatementSum[],
  items: ReadonlyMap<string, StatementItem>,
): Set<string> {
  const parts = new Map<string, Set<string>>();
  for (const { item } of sums) {
    if (item === null) continue;
    const path = [item, ...listWider(item, items)];
    // Units of its own count as a part.
    path.forEach((wider, index) => {
      const known = parts.get(wider) ?? new Set<string>();
      parts.set(wider, known.add(path[index - 1] ?? item));
    });
  }
  return new Set([...parts].filter(([, narrower]) => narrower.size > 1).map(([wider]) => wider));
}

/** The wider items of an item, nearest first. The tree has no cycle: the catalogue is checked for it. */
function listWider(id: string | null, items: ReadonlyMap<string, StatementItem>): string[] {
  const wider: string[] = [];
  let next = id === null ? null : (items.get(id)?.of ?? null);
  while (next !== null && wider.length < 20) {
    wider.push(next);
    next = items.get(next)?.of ?? null;
  }
  return wider;
}

function indexItems(rows: readonly StatementSum[]): Map<string, Set<string>> {
  const index = new Map<string, Set<string>>();
  for (const row of rows) {
    if (row.item === null) continue;
    const key = groupKey(row);
    const known = index.get(key) ?? new Set<string>();
    index.set(key, known.add(row.item));
  }
  return index;
}

function findWider(
  row: StatementSum,
  byGroup: ReadonlyMap<string, ReadonlySet<string>>,
  items: ReadonlyMap<string, StatementItem>,
): string | null {
  const siblings = byGroup.get(groupKey(row));
  return listWider(row.item, items).find((wider) => siblings?.has(wider) === true) ?? null;
}

/** Text order is the order of the rows: the path from the widest item down, then the other keys. */
function orderOf(row: StatementSum, items: ReadonlyMap<string, StatementItem>): string {
  const path = row.item === null ? [] : [...listWider(row.item, items).toReversed(), row.item];
  return `${path.join("/")}\u0000${groupKey(row)}`;
}
