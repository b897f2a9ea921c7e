import type { ArrivalView } from "#api/consignment.ts";

/** When a consignment is to be seen to, as its reader thinks of it. */
export type ArrivalGroup = "here" | "today" | "late" | "coming";
export const ARRIVAL_GROUPS: readonly ArrivalGroup[] = ["here", "today", "late", "coming"];

/** What whoever waits for it does next. */
export type NextStep = "count" | "clear" | "held" | "wait";

/** Whether it is there already, expected on `today` (`YYYY-MM-DD`), late, or still to come (also where nobody knows when). */
export function groupOf({ status, expectedOn }: ArrivalView, today: string): ArrivalGroup {
  if (status === "arrived" || status === "import_cleared") return "here";
  if (expectedOn === today) return "today";
  return expectedOn !== null && expectedOn < today ? "late" : "coming";
}

/** What comes next: goods can be counted at any time after they left, and customs come before that where they have arrived. */
export function nextStepOf({ status }: ArrivalView): NextStep {
  if (status === "held") return "held";
  if (status === "arrived") return "clear";
  return status === "import_cleared" ? "count" : "wait";
}
