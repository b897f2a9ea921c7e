/** The stages that a statement always shows, in the order in which units pass them. */
export const STAGES = ["pledged", "agreed", "dispatched", "cleared", "received", "used"] as const;
/** Shown only where there are any. */
export const RARE_STAGES = ["importCleared", "wasted", "lost", "returned"] as const;
export type ShownStage = (typeof STAGES)[number] | (typeof RARE_STAGES)[number];

/** What rows can be told apart by, beside the item. */
export const SECOND_COLUMNS = ["recipient", "exporter", "month", "terms"] as const;
export type Second = (typeof SECOND_COLUMNS)[number];
