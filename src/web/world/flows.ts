import type { StatementRow } from "#api/statement.ts";
import type { RecordedTerms } from "#core/ledger/supply.ts";
import type { MapStage } from "./world-search.ts";

/** How units are told apart wherever they are drawn: given, against payment of any kind, not stated. */
export const TERM_GROUPS = ["given", "paid", "unstated"] as const;
export type TermGroup = (typeof TERM_GROUPS)[number];

const GROUP_OF = {
  grant: "given",
  concessional: "paid",
  at_cost: "paid",
  sale: "paid",
  not_stated: "unstated",
} as const satisfies Readonly<Record<RecordedTerms, TermGroup>>;

/** The group of terms. */
export function groupOf(terms: RecordedTerms): TermGroup {
  return GROUP_OF[terms];
}

/** An item in one unit: the only thing of which units are ever added. */
export interface Counted {
  readonly item: string;
  readonly unit: string;
}

/** Units of one item that went from one party's country to another's on one kind of terms. */
export interface Flow {
  readonly exporter: string;
  readonly recipient: string;
  readonly terms: RecordedTerms;
  readonly units: number;
}

/** The items of a statement by item, each with its unit, in the statement's order; those without a unit are left out. */
export function listCounted(rows: readonly StatementRow[]): readonly Counted[] {
  return rows.flatMap(({ item, unit }) => (item === null || unit === null ? [] : [{ item, unit }]));
}

/** The rows of one item in one unit: what is part of it is in its figures already. */
export function pickRows(rows: readonly StatementRow[], { item, unit }: Counted): readonly StatementRow[] {
  return rows.filter((row) => row.item === item && row.unit === unit);
}

/**
 * The periods in which there are units at a stage, by time, as the statement names them. A period of several months
 * stands after the months that begin no later: a source that does not separate months is not made to.
 */
export function listPeriods(rows: readonly StatementRow[], stage: MapStage): readonly string[] {
  const periods = new Set(rows.flatMap((row) => (row.month === null || row[stage] === 0 ? [] : [row.month])));
  return [...periods].sort();
}

/**
 * The flows of rows of one item at a stage, the largest first, ties by codes; of one period, or of all. What has no
 * recipient or no units is none.
 */
export function listFlows(
  rows: readonly StatementRow[],
  stage: MapStage,
  period: string | undefined,
): readonly Flow[] {
  const flows = new Map<string, Flow>();
  for (const row of rows) {
    const { exporter, recipient, terms, month } = row;
    if (exporter === null || recipient === null || terms === null || row[stage] === 0) continue;
    if (period !== undefined && month !== period) continue;
    const key = JSON.stringify([exporter, recipient, terms]);
    const units = (flows.get(key)?.units ?? 0) + row[stage];
    flows.set(key, { exporter, recipient, terms, units });
  }
  const codes = (flow: Flow): string => `${flow.exporter} ${flow.recipient} ${flow.terms}`;
  return [...flows.values()].toSorted((a, b) => b.units - a.units || (codes(a) < codes(b) ? -1 : 1));
}

/** Units of flows by their terms, the terms in the order in which they first come. Terms are never added to each other. */
export function sumByTerms(flows: readonly Flow[]): ReadonlyMap<RecordedTerms, number> {
  const sums = new Map<RecordedTerms, number>();
  for (const { terms, units } of flows) sums.set(terms, (sums.get(terms) ?? 0) + units);
  return sums;
}
