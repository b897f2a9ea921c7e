import { type Figure, FIGURES } from "#core/statement/statement.ts";

/** The stages of a statement in the order in which units pass them. */
export const STAGES = FIGURES;
export type ShownStage = Figure;

/** Shown only where there are any. */
export const RARE_STAGES: ReadonlySet<ShownStage> = new Set(["importCleared", "wasted", "lost", "returned"]);

/** What rows can be told apart by, beside the item. */
export const SECOND_COLUMNS = ["recipient", "exporter", "month", "terms"] as const;
export type Second = (typeof SECOND_COLUMNS)[number];
