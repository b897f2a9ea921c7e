import { readStatementSearch, type StatementSearch } from "../statement/statement-search.ts";

/** The stages that the map can show: those of which giver and recipient are both known. */
export const MAP_STAGES = ["agreed", "dispatched", "cleared", "received"] as const;
export type MapStage = (typeof MAP_STAGES)[number];

/** What the map shows, as it stands in the address: the statement's choice, a stage, and one of its periods. */
export interface WorldSearch extends Omit<StatementSearch, "by"> {
  readonly stage?: MapStage;
  /** As a statement names it: `2020-05`, or `2020-06/2020-12`. Left out: all periods. */
  readonly period?: string;
  /** The unit, where an item's are counted in several. */
  readonly unit?: string;
}

/** The parts of an address that the map understands; what it does not is left out. */
export function readWorldSearch(raw: Readonly<Record<string, unknown>>): WorldSearch {
  const { by: _by, ...search } = readStatementSearch(raw);
  const stage = MAP_STAGES.find((one) => one === raw["stage"]);
  const { period, unit } = raw;
  return {
    ...search,
    ...(stage === undefined ? {} : { stage }),
    ...(typeof period === "string" && /^[\dX]{4}-\d{2}(\/\d{4}-\d{2})?$/.test(period) ? { period } : {}),
    ...(typeof unit === "string" && /^[a-z_]{1,40}$/.test(unit) ? { unit } : {}),
  };
}

/** The part of the choice that a statement understands, without what tells rows apart. */
export function statementPart(search: WorldSearch): Omit<StatementSearch, "by"> {
  const { stage: _stage, period: _period, unit: _unit, ...rest } = search;
  return rest;
}
