import { SHIPPED_SCENARIO } from "../display/scenario-choice.tsx";
import { RECORDED_TERMS, type RecordedTerms } from "#core/ledger/supply.ts";

/** What the statement page shows, as it stands in the address: every part can be left out. */
export interface StatementSearch {
  readonly exporter?: string;
  readonly recipient?: string;
  readonly item?: string;
  readonly terms?: RecordedTerms;
  readonly from?: string;
  readonly to?: string;
  readonly scenario?: string;
  readonly asOf?: string;
  readonly by?: Grouping;
}

/** The ways in which the page sets out its rows. */
export const GROUPINGS = ["item", "item,recipient", "item,exporter", "item,month", "item,terms"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What is shown before anything is chosen, where nothing real is recorded yet: the scenario's first exporter. */
export const FIRST_SCENARIO: StatementSearch = {
  exporter: "CHN",
  from: "2020-01",
  to: "2020-12",
  scenario: SHIPPED_SCENARIO,
};

const PATTERNS = {
  exporter: /^[A-Z0-9][A-Z0-9_-]{1,39}$/,
  recipient: /^[A-Z0-9][A-Z0-9_-]{1,39}$/,
  item: /^[a-z][a-z0-9_]{0,59}$/,
  from: /^\d{4}-\d{2}$/,
  to: /^\d{4}-\d{2}$/,
  scenario: /^[a-z0-9][a-z0-9-]{0,39}$/,
  asOf: /^\d{4}-\d{2}-\d{2}$/,
} as const;

/** The parts of an address that a statement understands; what it does not is left out. */
export function readStatementSearch(raw: Readonly<Record<string, unknown>>): StatementSearch {
  const texts = Object.entries(PATTERNS).flatMap(([name, pattern]) => {
    const value = raw[name];
    return typeof value === "string" && pattern.test(value) ? [[name, value] as const] : [];
  });
  const terms = RECORDED_TERMS.find((one) => one === raw["terms"]);
  const by = GROUPINGS.find((one) => one === raw["by"]);
  return {
    ...Object.fromEntries(texts),
    ...(terms === undefined ? {} : { terms }),
    ...(by === undefined ? {} : { by }),
  };
}

/** True where nothing has been chosen yet. */
export function isUnchosen(search: StatementSearch): boolean {
  return Object.keys(search).every((name) => name === "by");
}

/** The address of the same figures as CSV. */
export function csvAddress(search: Omit<StatementSearch, "by"> & { readonly by?: string }): string {
  const parts = Object.entries({ by: "item", ...search }).map(([name, value]) => [name, String(value)]);
  return `/api/v1/statement.csv?${new URLSearchParams(parts).toString()}`;
}
