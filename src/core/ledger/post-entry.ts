import type { CommandId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import {
  type Account,
  type EntryDraft,
  MOVEMENTS,
  type Movement,
  type MovementKind,
  type Stage,
} from "#core/ledger/movement.ts";
import type { Quantity } from "#core/quantity.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";

/** Units that have come into an account and gone out of it: running totals that only grow. */
export interface Totals {
  readonly unitsIn: number;
  readonly unitsOut: number;
}

/** The accounts of the supplies that an entry touches, as far as they exist; key by {@link accountKey}. */
export type Book = ReadonlyMap<string, Account & Totals>;

/** Nothing was ever offered or recorded under these ids. */
export interface UnknownSupplyRefusal {
  readonly code: "unknown_supply";
  readonly supplyIds: readonly SupplyId[];
}

/** A movement of this kind does not lead from the one stage to the other. */
export interface StageNotReachableRefusal {
  readonly code: "stage_not_reachable";
  readonly kind: MovementKind;
  readonly from: Stage;
  readonly to: Stage;
}

/** The account holds fewer units than are asked of it: how many there are, and where the others of the supply are. */
export interface NotEnoughUnitsRefusal {
  readonly code: "not_enough_units";
  readonly supplyId: SupplyId;
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  readonly stage: Stage;
  readonly available: number;
  readonly asked: number;
  /** Where the other units of this supply are. */
  readonly elsewhere: readonly (Omit<Account, "supplyId"> & { readonly quantity: number })[];
}

/** The id belongs to another command, which was accepted before: another body, or another sender; or to an entry. */
export interface AlreadyPostedRefusal {
  readonly code: "already_posted_with_another_body";
  readonly commandId: CommandId;
}

/** More than one line of the item may state: taken for a slip and asked back. */
export interface QuantityAboveBoundRefusal {
  readonly code: "quantity_above_bound";
  readonly itemId: string;
  readonly quantity: number;
  readonly quantityMax: number;
}

/** In order of precedence. */
export type PostRefusal =
  | MalformedRefusal
  | UnknownSupplyRefusal
  | StageNotReachableRefusal
  | NotEnoughUnitsRefusal;

/** Text key of an account, unique within a book. */
export function accountKey(account: Account): string {
  return `${account.supplyId}/${account.partyId}/${account.siteId}/${account.stage}`;
}

/**
 * Decides whether `entry` can be posted on `book`: returns the totals of every account that it touches, after.
 *
 * `supplies` are the ids that exist. The order of movements within an entry does not matter: an entry is one
 * fact, and only the totals after it must hold. Refuses, in this order, with `malformed` (no movement, a
 * quantity that is not a positive whole number, sums beyond 2^53 − 1), `unknown_supply`, `stage_not_reachable`,
 * `not_enough_units`. Cost: movements × log(accounts of their supplies).
 *
 * The database holds the same law by a CHECK, so a race between two commands ends in the same refusal.
 */
export function postEntry(
  entry: EntryDraft,
  book: Book,
  supplies: ReadonlySet<SupplyId>,
): Result<Book, PostRefusal> {
  const problems = findProblems(entry);
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const unknown = [...new Set(entry.movements.map((movement) => movement.supplyId))].filter(
    (id) => !supplies.has(id),
  );
  if (unknown.length > 0) return refuse({ code: "unknown_supply", supplyIds: unknown });
  const unreachable = entry.movements.find((movement) => !isReachable(movement));
  if (unreachable !== undefined) {
    const { kind, from, to } = unreachable;
    return refuse({ code: "stage_not_reachable", kind, from: from.stage, to: to.stage });
  }
  const after = applyMovements(entry.movements, book);
  for (const account of after.values()) {
    if (account.stage !== "produced" && account.unitsOut > account.unitsIn) {
      return refuse(describeShortage(account, book));
    }
  }
  return accept(after);
}

function findProblems(entry: EntryDraft): Problem[] {
  if (entry.movements.length === 0) return [{ field: "movements", value: null, rule: "at_least_one" }];
  const problems: Problem[] = [];
  let total = 0;
  entry.movements.forEach((movement, index) => {
    const { quantity } = movement;
    const value = String(quantity);
    if (!Number.isSafeInteger(quantity) || quantity < 1) {
      problems.push({ field: `movements.${index}.quantity`, value, rule: "positive_whole_number" });
    } else total += quantity;
  });
  if (!Number.isSafeInteger(total)) {
    problems.push({ field: "movements", value: String(total), rule: "sum_within_2_53" });
  }
  return problems;
}

function isReachable(movement: Movement): boolean {
  const rule: { from: readonly Stage[]; to: readonly Stage[] } = MOVEMENTS[movement.kind];
  const [leaves, enters] = movement.reversal
    ? [movement.to.stage, movement.from.stage]
    : [movement.from.stage, movement.to.stage];
  return rule.from.includes(leaves) && rule.to.includes(enters);
}

function applyMovements(movements: readonly Movement[], book: Book): Map<string, Account & Totals> {
  const after = new Map<string, Account & Totals>();
  const add = (account: Account, unitsIn: number, unitsOut: number): void => {
    const key = accountKey(account);
    const before = after.get(key) ?? book.get(key) ?? { ...account, unitsIn: 0, unitsOut: 0 };
    after.set(key, { ...before, unitsIn: before.unitsIn + unitsIn, unitsOut: before.unitsOut + unitsOut });
  };
  for (const { supplyId, from, to, quantity } of movements) {
    add({ supplyId, ...from }, 0, quantity);
    add({ supplyId, ...to }, quantity, 0);
  }
  return after;
}

function describeShortage(account: Account & Totals, book: Book): NotEnoughUnitsRefusal {
  const before = book.get(accountKey(account));
  const available = before === undefined ? 0 : before.unitsIn - before.unitsOut;
  const { supplyId, partyId, siteId, stage, unitsIn, unitsOut } = account;
  const gained = unitsIn - (before?.unitsIn ?? 0);
  const asked = unitsOut - (before?.unitsOut ?? 0) - gained;
  const elsewhere = [...book.values()]
    .filter((other) => other.supplyId === supplyId && other.stage !== "produced")
    .filter((other) => accountKey(other) !== accountKey(account) && other.unitsIn > other.unitsOut)
    .map((other) => ({
      partyId: other.partyId,
      siteId: other.siteId,
      stage: other.stage,
      quantity: other.unitsIn - other.unitsOut,
    }));
  return { code: "not_enough_units", supplyId, partyId, siteId, stage, available, asked, elsewhere };
}

/** Units in an account now: what has come in less what has gone out. */
export function balanceOf(totals: Totals): Quantity {
  return (totals.unitsIn - totals.unitsOut) as Quantity; // the ledger keeps both safe, and in ≥ out
}
