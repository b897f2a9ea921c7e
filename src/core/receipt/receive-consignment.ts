import {
  type ConsignmentRoute,
  findTransitPlace,
  listStepMovements,
  reverseMovement,
} from "#core/consignment/step-movements.ts";
import type { ConsignmentStatus } from "#core/consignment/consignment.ts";
import type { Account, Movement, MovementKind } from "#core/ledger/movement.ts";
import type { SupplyId } from "#core/id.ts";
import { asQuantity } from "#core/quantity.ts";
import {
  type Difference,
  findDifferences,
  isPastDiscardPoint,
  type ReceiptLine,
  type VvmStage,
} from "#core/receipt/receipt.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { Occurred } from "#core/time.ts";

type Place = Omit<Account, "supplyId">;

/** A count, line by line. */
export interface ReceiveLine {
  readonly lineNumber: number;
  readonly counted: number;
  readonly damaged?: number | undefined;
  readonly vvmStage?: VvmStage | undefined;
}

/** Somebody has counted this consignment already; there is one receipt for each. */
export interface AlreadyReceivedRefusal {
  readonly code: "already_received";
  readonly receiptId: string;
  readonly receivedAt: string;
}

/** What a receipt records and posts. */
export interface DecidedReceipt {
  readonly lines: readonly ReceiptLine[];
  readonly differences: readonly Pick<Difference, "lineNumber" | "kind" | "quantity">[];
  readonly movements: readonly Movement[];
}

/** Where the units stood when they were counted, and when that was. */
export interface ReceiptFacts {
  /** By the clearances so far: see `findTransitStatus`. */
  readonly transitStatus: ConsignmentStatus;
  /** When the consignment was given up as lost; `null` where it was not. */
  readonly lostAt: Occurred | null;
  /** Supplies whose last day of use was past when they were counted. */
  readonly expired: ReadonlySet<SupplyId>;
  /** Lines that arrived with less shelf life than their agreement holds them to. */
  readonly shortDated: ReadonlySet<number>;
  readonly occurred: Occurred;
  /** Supplies of items whose vials are known to carry no monitor. */
  readonly unmonitored?: ReadonlySet<SupplyId>;
}

/** More than this many times the units sent is taken for a slip of the finger and asked back. */
const SURPLUS_TIMES_MAX = 10;

/**
 * The receipt of a consignment: every line counted once. Sound units enter `received`; damaged, expired and short-dated ones, and those
 * past the discard point of their vial monitors, go on to
 * `quarantined`; missing ones stay `in_transit` and surplus ones outside the book until both sides settle why. Of a
 * consignment that was lost and is there after all, the loss of every line is taken back first.
 * Refuses with `malformed`: unknown, doubled or missing line, a monitor's stage of an item without one, more damaged than counted, absurd surplus.
 */
export function decideReceipt(
  counts: readonly ReceiveLine[],
  route: ConsignmentRoute,
  facts: ReceiptFacts,
): Result<DecidedReceipt, MalformedRefusal> {
  const problems = findProblems(counts, route, facts);
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const byNumber = new Map(counts.map((count) => [count.lineNumber, count]));
  const lines = route.lines.map((line): ReceiptLine => {
    const count = byNumber.get(line.lineNumber);
    return {
      lineNumber: line.lineNumber,
      supplyId: line.supplyId,
      sent: line.quantity,
      counted: count?.counted ?? 0,
      damaged: count?.damaged ?? 0,
      vvmStage: count?.vvmStage ?? null,
    };
  });
  const differences = lines.flatMap((line) =>
    findDifferences(line, {
      isExpired: facts.expired.has(line.supplyId),
      isShortDated: facts.shortDated.has(line.lineNumber),
    }).map((found) => ({
      lineNumber: line.lineNumber,
      ...found,
    })),
  );
  const { transitStatus, lostAt } = facts;
  const found =
    lostAt === null ? [] : listStepMovements(route, transitStatus, "lose", lostAt).map(reverseMovement);
  const movements = [...found, ...lines.flatMap((line) => listReceiptMovements(line, route, facts))];
  return accept({ lines, differences, movements });
}

function findProblems(
  counts: readonly ReceiveLine[],
  route: ConsignmentRoute,
  { unmonitored }: ReceiptFacts,
): Problem[] {
  const sent = new Map(route.lines.map((line) => [line.lineNumber, line.quantity]));
  const supplies = new Map(route.lines.map((line) => [line.lineNumber, line.supplyId]));
  const seen = new Set<number>();
  const problems = counts.flatMap((count, index): Problem[] => {
    const field = `lines.${index}`;
    const quantity = sent.get(count.lineNumber);
    const value = String(count.lineNumber);
    if (quantity === undefined) return [{ field: `${field}.lineNumber`, value, rule: "unknown_line" }];
    if (seen.has(count.lineNumber)) return [{ field: `${field}.lineNumber`, value, rule: "doubled_line" }];
    seen.add(count.lineNumber);
    const found: Problem[] = [];
    if ((count.damaged ?? 0) > count.counted) {
      found.push({ field: `${field}.damaged`, value: String(count.damaged), rule: "damaged_above_counted" });
    }
    const supplyId = supplies.get(count.lineNumber);
    if (count.vvmStage !== undefined && supplyId !== undefined && unmonitored?.has(supplyId) === true) {
      found.push({ field: `${field}.vvmStage`, value: String(count.vvmStage), rule: "item_without_monitor" });
    }
    const countedMax = quantity * SURPLUS_TIMES_MAX;
    if (count.counted > countedMax) {
      const facts = { countedMax, sent: quantity };
      found.push({
        field: `${field}.counted`,
        value: String(count.counted),
        rule: "counted_above_bound",
        facts,
      });
    }
    return found;
  });
  for (const line of route.lines) {
    if (!seen.has(line.lineNumber)) {
      problems.push({ field: "lines", value: String(line.lineNumber), rule: "line_not_counted" });
    }
  }
  return problems;
}

function listReceiptMovements(
  line: ReceiptLine,
  route: ConsignmentRoute,
  { transitStatus, expired, shortDated, occurred }: ReceiptFacts,
): Movement[] {
  const arrived = Math.min(line.counted, line.sent);
  const isUnusable =
    expired.has(line.supplyId) || shortDated.has(line.lineNumber) || isPastDiscardPoint(line);
  const unusable = isUnusable ? arrived : Math.min(line.damaged, arrived);
  const hands: Place = { partyId: route.recipientId, siteId: route.toSiteId, stage: "received" };
  const move = (kind: MovementKind, from: Place, to: Place, quantity: number): Movement[] =>
    quantity === 0
      ? []
      : [
          {
            kind,
            reversal: false,
            supplyId: line.supplyId,
            from,
            to,
            quantity: asQuantity(quantity),
            recipientId: route.recipientId,
            consignmentId: route.id,
            occurred,
          },
        ];
  return [
    ...move("receive", findTransitPlace(route, transitStatus), hands, arrived),
    ...move("quarantine", hands, { ...hands, stage: "quarantined" }, unusable),
  ];
}
