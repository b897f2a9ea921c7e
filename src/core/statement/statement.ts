import type { MovementKind, Stage } from "#core/ledger/movement.ts";
import type { RecordedTerms } from "#core/ledger/supply.ts";

/** The figures of a statement: stages of the same units, never mixed and never added to each other. */
export const FIGURES = [
  "pledged",
  "agreed",
  "dispatched",
  "cleared",
  "importCleared",
  "received",
  "used",
  "wasted",
  "lost",
  "returned",
] as const;
export type Figure = (typeof FIGURES)[number];
export type Figures = Readonly<Record<Figure, number>>;

/**
 * Which figure a movement counts in, and with which sign; a reversal counts with the opposite one. What moves
 * units back (a withdrawal, a release) is taken off the figure that it undoes. Neither quarantine nor a transfer is a figure: the
 * units have been received.
 */
export const FIGURE_OF = {
  pledge: { figure: "pledged", sign: 1 },
  withdraw: { figure: "pledged", sign: -1 },
  reserve: { figure: "agreed", sign: 1 },
  release: { figure: "agreed", sign: -1 },
  dispatch: { figure: "dispatched", sign: 1 },
  clear_export: { figure: "cleared", sign: 1 },
  clear_import: { figure: "importCleared", sign: 1 },
  receive: { figure: "received", sign: 1 },
  surplus: { figure: "received", sign: 1 },
  transfer: null,
  quarantine: null,
  unquarantine: null,
  use: { figure: "used", sign: 1 },
  waste: { figure: "wasted", sign: 1 },
  lose: { figure: "lost", sign: 1 },
  return: { figure: "returned", sign: 1 },
} as const satisfies Readonly<Record<MovementKind, { figure: Figure; sign: 1 | -1 } | null>>;

/** The stage whose units a figure counts: what was cleared is still on its way. */
export const STAGE_OF = {
  pledged: "available",
  agreed: "reserved",
  dispatched: "in_transit",
  cleared: "in_transit",
  importCleared: "in_transit",
  received: "received",
  used: "used",
  wasted: "wasted",
  lost: "lost",
  returned: "returned",
} as const satisfies Readonly<Record<Figure, Stage>>;

/** What rows are grouped by where all of it is asked for. */
export const GROUPS = ["item", "exporter", "recipient", "month", "terms", "pipeline"] as const;
/**
 * What they can be grouped by: besides those, by where the units stood after a movement, and in which stage.
 */
export const ALL_GROUPS = [...GROUPS, "site", "stage"] as const;
export type Group = (typeof ALL_GROUPS)[number];

/** The values of the groups of a row: `null` where it is not grouped by, or where the movement has none. */
export interface RowKey {
  readonly item: string | null;
  /** Country of the giver (ISO 3166-1 alpha-3), or its code where it has none. */
  readonly exporter: string | null;
  /** The same of the recipient; `null` for a pledge, which nobody has been promised yet. */
  readonly recipient: string | null;
  readonly month: string | null;
  readonly terms: RecordedTerms | null;
  readonly pipeline: string | null;
  /** Code of the site where the units stood after what is counted: of a dispatch, the one they left from. */
  readonly site: string | null;
  /** The stage that the figures of the row count; the others of it are 0. */
  readonly stage: Stage | null;
}

/** Sums of movements of one key. */
export interface StatementSum extends RowKey {
  /** Name of the unit that the figures count; units of different names never add. */
  readonly unit: string;
  readonly figures: Figures;
}

/** Every figure zero. */
export const NO_UNITS: Figures = {
  pledged: 0,
  agreed: 0,
  dispatched: 0,
  cleared: 0,
  importCleared: 0,
  received: 0,
  used: 0,
  wasted: 0,
  lost: 0,
  returned: 0,
};

/** Figure by figure, the sum. */
export function addFigures(a: Figures, b: Figures): Figures {
  const sum: Record<Figure, number> = { ...NO_UNITS };
  for (const figure of FIGURES) sum[figure] = a[figure] + b[figure];
  return sum;
}
