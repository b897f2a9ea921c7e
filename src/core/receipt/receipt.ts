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
  /** The worst stage of a vaccine vial monitor that was seen; `null` or left out: none, or nobody looked. */
  readonly vvmStage?: VvmStage | null;
}

export interface Receipt {
  readonly id: ReceiptId;
  readonly consignmentId: ConsignmentId;
  readonly status: ReceiptStatus;
  readonly lines: readonly ReceiptLine[];
}

/**
 * Stages of a vaccine vial monitor (WHO, What is VVM and how does it work?): at 1 and 2 the inner square is lighter than the circle; at 3 it has its
 * colour, which is the discard point, and at 4 it is darker.
 */
export const VVM_STAGES = [1, 2, 3, 4] as const;
export type VvmStage = (typeof VVM_STAGES)[number];
const DISCARD_POINT: VvmStage = 3;

/** Whether a count says that the monitors are at or past the discard point. */
export function isPastDiscardPoint({ vvmStage }: Pick<ReceiptLine, "vvmStage">): boolean {
  return (vvmStage ?? 1) >= DISCARD_POINT;
}

/** How a count can disagree with the document. */
export const DIFFERENCE_KINDS = ["short", "damaged", "expired", "short_dated", "surplus", "vvm"] as const;
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
  delayed_in_transit: ["short_dated"],
  short_dated_before_dispatch: ["short_dated"],
  taken_after_all: ["short_dated"],
  // By an agreement on a redirect, which both sides and the new recipient were asked for: nobody names it here.
  redirected: [],
  sent_uncounted: ["surplus"],
  heat_in_transit: ["vvm"],
  heat_before_dispatch: ["vvm"],
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

/** Why none of the undamaged units that have come can be used. */
function findUnfitness(
  line: ReceiptLine,
  { isExpired, isShortDated }: { readonly isExpired: boolean; readonly isShortDated: boolean },
): "expired" | "vvm" | "short_dated" | null {
  if (isExpired) return "expired";
  if (isPastDiscardPoint(line)) return "vvm";
  return isShortDated ? "short_dated" : null;
}

/**
 * The differences of one line: units that the document has and the count has not (`short`), units counted that
 * the document has not (`surplus`), and counted units that cannot be used (`damaged`, at most the sent ones;
 * damaged surplus units stay part of the surplus). Of a lot whose last day was past when it was counted, the units that
 * are not damaged are `expired`; else, where their vial monitors are at the discard point, `vvm`; else, of a lot with fewer days left
 * than were asked of the line, `short_dated`: what is past its discard point is not fit for anybody. Empty where count and document agree.
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
  const whole = Math.min(line.counted, line.sent) - damaged;
  const kind = findUnfitness(line, { isExpired, isShortDated });
  if (kind !== null && whole > 0) found.push({ kind, quantity: whole });
  return found;
}
