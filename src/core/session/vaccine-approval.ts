import type { Problem } from "#core/result.ts";
import { type Day, dayOf, type Instant } from "#core/time.ts";

/** What a national authority has decided on a vaccine: for general use, for use in an emergency, or no longer. */
export const APPROVAL_DECISIONS = ["approved", "emergency_use", "withdrawn"] as const;
export type ApprovalDecision = (typeof APPROVAL_DECISIONS)[number];

/** A decision of a national authority, as its government states it. */
export interface VaccineApproval {
  readonly itemId: string;
  readonly decision: ApprovalDecision;
  readonly decidedOn: Day;
  readonly sourceUrl: string;
}

/**
 * What is wrong with an approval that a party states: `not_a_government`, `unknown_item`, `not_counted_in_doses`,
 * `occurred_in_the_future`.
 */
export function listApprovalProblems(
  { itemId, decidedOn }: VaccineApproval,
  facts: {
    readonly now: Instant;
    readonly isGovernment: boolean;
    readonly items: ReadonlyMap<string, { readonly unit: string | null }>;
  },
): Problem[] {
  const problems: Problem[] = [];
  if (!facts.isGovernment) problems.push({ field: "partyId", value: null, rule: "not_a_government" });
  const item = facts.items.get(itemId);
  if (item === undefined) problems.push({ field: "itemId", value: itemId, rule: "unknown_item" });
  else if (item.unit !== "E27") {
    problems.push({ field: "itemId", value: itemId, rule: "not_counted_in_doses" });
  }
  if (decidedOn > dayOf(facts.now)) {
    problems.push({ field: "decidedOn", value: decidedOn, rule: "occurred_in_the_future" });
  }
  return problems;
}
