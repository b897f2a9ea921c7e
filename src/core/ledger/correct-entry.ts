import type { CommandId, PartyId } from "#core/id.ts";
import type { EntryReason, Movement } from "#core/ledger/movement.ts";
import { asQuantity, isQuantity } from "#core/quantity.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";

/** Why an entry is corrected. */
export type CorrectionReason = Exclude<EntryReason, "command" | "settlement" | "extra_doses">;

/** The right quantities of an entry's movements. */
export interface CorrectEntry {
  readonly entryId: CommandId;
  readonly partyId: PartyId;
  readonly reason: CorrectionReason;
  readonly lines: readonly { readonly lineNumber: number; readonly quantity: number }[];
}

/** A movement as it stands in the book, with its line. */
export type PostedMovement = Movement & { readonly lineNumber: number };

/** The kinds of entry that a further entry can correct, and who stands for them: the party whose hands it tells of. */
export const CORRECTABLE = {
  make_offer: "giver",
  record_use: "holder",
  record_delivery: "secretariat",
  account_for_recalled: "holder",
  change_asset: "holder",
} as const;

/** What puts a kind of entry right that is not corrected by a further one of the same movements. */
const INSTEAD = {
  correct_entry: "correct_the_first_entry",
  receive_consignment: "recount_consignment",
  recount_consignment: "recount_consignment",
  lose_consignment: "receive_consignment",
  dispatch_consignment: "receive_consignment",
  clear_export: "receive_consignment",
  clear_import: "receive_consignment",
  accept_agreement: "withdraw_agreement",
  record_session: "correct_session",
  correct_session: "correct_session",
  settle_doses: "correct_session",
  count_stock: "count_stock",
  withdraw_offer: "make_offer",
  expire_offer: "make_offer",
} as const;
type Instead = (typeof INSTEAD)[keyof typeof INSTEAD] | "record_use";

/** What to do instead for a kind of entry that is corrected otherwise. */
export interface NotCorrectableRefusal {
  readonly code: "not_correctable";
  readonly kind: string;
  readonly instead: Instead;
}

/** The way by which an entry of `kind` can be put right, where it is not by a correction. */
export function describeInstead(kind: string): NotCorrectableRefusal["instead"] {
  return Object.hasOwn(INSTEAD, kind) ? INSTEAD[kind as keyof typeof INSTEAD] : "record_use"; // checked by hasOwn
}

/**
 * The movements that bring an entry to the right quantities: what is too much is moved back (a reversal), what is
 * missing is moved further. They happened when the corrected movement did, and are recorded now: a statement as of an
 * earlier day stays what it was.
 *
 * `earlier`: the movements of corrections made before. Refuses with `malformed`: an unknown or doubled line, a
 * quantity that is not a whole number from 0 up or that is above the bound, nothing that changes. Units that have moved on are refused by `postEntry`, which says where
 * they are.
 *
 * Worked example: received 500 of a line, right is 480: one reversal of 20, from `received` back.
 */
export function decideCorrection(
  command: CorrectEntry,
  posted: readonly PostedMovement[],
  { earlier, quantityMax }: { readonly earlier: readonly Movement[]; readonly quantityMax: number },
): Result<Movement[], MalformedRefusal> {
  const byLine = new Map(posted.map((movement) => [movement.lineNumber, movement]));
  const seen = new Set<number>();
  const problems: Problem[] = [];
  const movements: Movement[] = [];
  command.lines.forEach((line, index) => {
    const movement = byLine.get(line.lineNumber);
    const field = `lines.${index}`;
    if (movement === undefined || seen.has(line.lineNumber)) {
      const rule = movement === undefined ? "unknown_line" : "doubled_line";
      problems.push({ field: `${field}.lineNumber`, value: String(line.lineNumber), rule });
      return;
    }
    seen.add(line.lineNumber);
    const problem = findQuantityProblem(line.quantity, quantityMax);
    if (problem !== undefined) {
      problems.push({ field: `${field}.quantity`, value: String(line.quantity), ...problem });
      return;
    }
    const stands = movement.quantity + sumChanges(movement, earlier);
    const change = line.quantity - stands;
    if (change > 0) movements.push(forward(movement, change));
    if (change < 0) movements.push(backward(movement, -change));
  });
  if (problems.length === 0 && movements.length === 0) {
    problems.push({ field: "lines", value: null, rule: "nothing_to_correct" });
  }
  return problems.length > 0 ? refuse({ code: "malformed", problems }) : accept(movements);
}

function findQuantityProblem(
  quantity: number,
  quantityMax: number,
): Pick<Problem, "rule" | "facts"> | undefined {
  if (!isQuantity(quantity)) return { rule: "whole_number" };
  return quantity > quantityMax ? { rule: "quantity_above_bound", facts: { quantityMax } } : undefined;
}

/** Units by which earlier corrections have changed a movement; it is known by its kind, supply and accounts. */
function sumChanges(movement: Movement, earlier: readonly Movement[]): number {
  const key = keyOf(movement);
  return earlier
    .filter((other) => keyOf(other) === key)
    .reduce((sum, other) => (other.reversal ? sum - other.quantity : sum + other.quantity), 0);
}

function keyOf(movement: Movement): string {
  const [from, to] = movement.reversal ? [movement.to, movement.from] : [movement.from, movement.to];
  const place = (account: Movement["from"]): string =>
    `${account.partyId}/${account.siteId}/${account.stage}`;
  return `${movement.kind}|${movement.supplyId}|${place(from)}|${place(to)}`;
}

function forward(movement: PostedMovement, quantity: number): Movement {
  const { lineNumber: _line, ...rest } = movement;
  return { ...rest, quantity: asQuantity(quantity) };
}

function backward(movement: PostedMovement, quantity: number): Movement {
  const { lineNumber: _line, ...rest } = movement;
  return { ...rest, reversal: true, from: movement.to, to: movement.from, quantity: asQuantity(quantity) };
}
