/** The stages of a statement in the order in which units pass them. */
export const STAGES = [
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
export type ShownStage = (typeof STAGES)[number];

/** Shown only where there are any. */
export const RARE_STAGES: ReadonlySet<ShownStage> = new Set(["importCleared", "wasted", "lost", "returned"]);

/** What rows can be told apart by, beside the item. */
export const SECOND_COLUMNS = ["recipient", "exporter", "month", "terms"] as const;
export type Second = (typeof SECOND_COLUMNS)[number];
