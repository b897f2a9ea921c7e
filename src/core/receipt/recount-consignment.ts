import type { Movement } from "#core/ledger/movement.ts";
import { asQuantity } from "#core/quantity.ts";
import type { Difference, ReceiptLine } from "#core/receipt/receipt.ts";
import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";
import { type StepNotAllowedRefusal } from "#core/steps.ts";
import {
  type DecidedReceipt,
  decideReceipt,
  type ReceiptFacts,
  type ReceiveLine,
} from "./receive-consignment.ts";
import { type ConsignmentRoute, reverseMovement } from "#core/consignment/step-movements.ts";

/** A receipt as it stands. */
export interface CountedReceipt {
  readonly lines: readonly ReceiptLine[];
  readonly differences: readonly Difference[];
}

/**
 * The receipt by a better count: its lines and differences anew, and the movements between what was posted and what is
 * right. They happened when the first count did. A difference that both sides have settled rests on that count, so a
 * receipt is recounted before the first of them is.
 *
 * Refuses, in this order, with `step_not_allowed` (a difference is settled, or units of it redirected), then with `malformed` as `decideReceipt`
 * does, or because nothing changes (`nothing_to_correct`).
 *
 * Worked example: sent 100, counted 90, recounted 97: 7 received further, and the difference is 3 short, asked anew.
 */
export function decideRecount(
  counts: readonly ReceiveLine[],
  receipt: CountedReceipt,
  { route, ...facts }: ReceiptFacts & { readonly route: ConsignmentRoute },
): Result<DecidedReceipt, StepNotAllowedRefusal | MalformedRefusal> {
  if (receipt.differences.some((one) => one.status === "settled" || one.redirectedUnits > 0)) {
    return refuse({
      code: "step_not_allowed",
      noun: "difference",
      status: "settled",
      step: "recount",
      allowed: [],
    });
  }
  const right = decideReceipt(counts, route, facts);
  if (!right.ok) return right;
  const stood = receipt.lines.map(({ vvmStage, ...line }) => ({ ...line, vvmStage: vvmStage ?? undefined }));
  // What was counted stands, whatever is known of its vials now.
  const stands = decideReceipt(stood, route, { ...facts, unmonitored: new Set() });
  if (!stands.ok) return stands;
  const isSame = right.value.lines.every((line) =>
    receipt.lines.some(
      ({ lineNumber, counted, damaged, vvmStage = null }) =>
        lineNumber === line.lineNumber &&
        counted === line.counted &&
        damaged === line.damaged &&
        vvmStage === (line.vvmStage ?? null),
    ),
  );
  if (isSame) {
    const problem = { field: "lines", value: null, rule: "nothing_to_correct" };
    return refuse({ code: "malformed", problems: [problem] });
  }
  return accept({ ...right.value, movements: listChanges(stands.value.movements, right.value.movements) });
}

/** What brings the units from where the one list of movements leaves them to where the other does. */
function listChanges(stands: readonly Movement[], right: readonly Movement[]): Movement[] {
  const changes = new Map<string, { readonly movement: Movement; units: number }>();
  const add = (movement: Movement, units: number): void => {
    const { kind, reversal, supplyId } = movement;
    const key = `${supplyId}/${kind}/${String(reversal)}`;
    const found = changes.get(key);
    if (found === undefined) changes.set(key, { movement, units });
    else found.units += units;
  };
  for (const movement of stands) add(movement, 0 - movement.quantity);
  for (const movement of right) add(movement, movement.quantity);
  return [...changes.values()].flatMap(({ movement, units }) => {
    if (units === 0) return [];
    const moved = { ...movement, quantity: asQuantity(Math.abs(units)) };
    return [units > 0 ? moved : reverseMovement(moved)];
  });
}
