import type { ConsignmentId, ReceiptId, SupplyId } from "#core/id.ts";
import type { StepTable } from "#core/steps.ts";

export const RECEIPT_STATUSES = ["counted", "disputed", "settled"] as const;
export type ReceiptStatus = (typeof RECEIPT_STATUSES)[number];

/** What was counted against what was sent, for one line of a consignment; whole base units. */
export interface ReceiptLine {
  readonly lineNumber: number;
  readonly supplyId: SupplyId;
  readonly sent: number;
  /** All units that arrived, sound or damaged. */
  readonly counted: number;
  /** Of the counted, those that cannot be used. */
  readonly damaged: number;
}

export interface Receipt {
  readonly id: ReceiptId;
  readonly consignmentId: ConsignmentId;
  readonly status: ReceiptStatus;
  readonly lines: readonly ReceiptLine[];
}

/** How a count can disagree with the document. */
export const DIFFERENCE_KINDS = ["short", "damaged", "expired", "short_dated", "surplus"] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** What both sides can settle on, and which kind of difference it explains. */
export const DIFFERENCE_REASONS = {
  lost_in_transit: ["short"],
  never_sent: ["short"],
  found_later: ["short"],
  damaged_in_transit: ["damaged"],
  damaged_before_dispatch: ["damaged"],
  sound_after_all: ["damaged"],
  expired_in_transit: ["expired"],
  expired_before_dispatch: ["expired"],
  taken_after_all: ["short_dated"],
  delayed_in_transit: ["short_dated"],
  short_dated_before_dispatch: ["short_dated"],
  // By an agreement on a redirect, which both sides and the new recipient were asked for: nobody names it here.
  redirected: [],
  sent_uncounted: ["surplus"],
} as const satisfies Readonly<Record<string, readonly DifferenceKind[]>>;
export type DifferenceReason = keyof typeof DIFFERENCE_REASONS;

/** A line where count and document disagree. Each side names a reason; it is settled when both name the same. */
export interface Difference {
  readonly lineNumber: number;
  readonly kind: DifferenceKind;
  readonly quantity: number;
  readonly giverReason: DifferenceReason | null;
  readonly recipientReason: DifferenceReason | null;
  readonly status: "open" | "settled";
  /** Units of it that have gone on to another recipient: 0 but for `short_dated`. */
  readonly redirectedUnits: number;
}

export type ReceiptStep = "dispute" | "settle";

/** Which step leads where: see `takeStep`. */
export const RECEIPT_STEPS: StepTable<ReceiptStatus, ReceiptStep> = {
  counted: { dispute: "disputed", settle: "settled" },
  disputed: { settle: "settled" },
  settled: { dispute: "disputed" },
};

/**
 * The differences of one line: units that the document has and the count has not (`short`), units counted that
 * the document has not (`surplus`), and counted units that cannot be used (`damaged`, at most the sent ones;
 * damaged surplus units stay part of the surplus). Of a lot whose last day was past when it was counted, the units that
 * are not damaged are `expired`; of a lot with fewer days left than were asked of the line, they are `short_dated`. Empty where
 * count and document agree.
 *
 * Worked example: sent 100, counted 97, damaged 5 → short 3, damaged 5; of an expired lot, also expired 92.
 */
export function findDifferences(
  line: ReceiptLine,
  { isExpired, isShortDated }: { readonly isExpired: boolean; readonly isShortDated: boolean },
): { kind: DifferenceKind; quantity: number }[] {
  const found: { kind: DifferenceKind; quantity: number }[] = [];
  if (line.counted < line.sent) found.push({ kind: "short", quantity: line.sent - line.counted });
  if (line.counted > line.sent) found.push({ kind: "surplus", quantity: line.counted - line.sent });
  const damaged = Math.min(line.damaged, line.sent);
  if (damaged > 0) found.push({ kind: "damaged", quantity: damaged });
  const late = isExpired || isShortDated ? Math.min(line.counted, line.sent) - damaged : 0;
  if (late > 0) found.push({ kind: isExpired ? "expired" : "short_dated", quantity: late });
  return found;
}
