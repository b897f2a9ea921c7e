import type { RecallId, SupplyId } from "#core/id.ts";
import type { Account, Movement, Stage } from "#core/ledger/movement.ts";
import { accountKey, type Book, type Totals } from "#core/ledger/post-entry.ts";
import { asQuantity } from "#core/quantity.ts";
import { accept, type Result, refuse } from "#core/result.ts";
import type { Occurred } from "#core/time.ts";
import type { SupplyRecalledRefusal } from "./recall.ts";

/** Where units of a recalled supply may not stand: from there they could be promised or used. */
const FREE: readonly Stage[] = ["available", "received"];
/** Where there may not be more of them than before, what is taken back left out. */
const NO_MORE: readonly Stage[] = ["reserved", "in_transit", "used"];

/** The kind of entry that says what became of recalled units: some had been used before anybody knew. */
export const ACCOUNTING = "account_for_recalled";

/** Kinds of entry by which units are found to have been used before: also doses that were given while nobody knew their lot. */
const USED_BEFORE: readonly string[] = [ACCOUNTING, "settle_doses"];

/**
 * An entry's movements with those that keep recalled units withheld: what would come to stand in `available` or `received` goes on
 * to `quarantined`, with what stands there; what is taken back from there is taken out of quarantine. Both at the time of
 * the movement that brought them there. What would be withdrawn (the offer has ended, and a promise of it is released) is quarantined
 * instead. Units of other supplies are left alone.
 *
 * `recalled`: the recalled supplies among those of the entry. `book` has the accounts that it touches. Refuses with `supply_recalled`
 * where units would be promised, sent or used, and where somebody would put them in or take them out of quarantine.
 * What has happened is a fact all the same: goods on their way arrive and are counted, what was delivered long ago can be recorded. Linear in movements.
 *
 * Worked example: 100 of a recalled supply arrive, 3 of them damaged: received 100, quarantined 3 by the receipt and 97 by
 * the recall.
 */
export function withholdRecalled(
  kind: string,
  movements: readonly Movement[],
  recalled: ReadonlyMap<SupplyId, RecallId>,
  book: Book,
): Result<Movement[], SupplyRecalledRefusal> {
  if (recalled.size === 0) return accept([...movements]);
  const affected = movements.filter(({ supplyId }) => recalled.has(supplyId));
  const refused = findRefused(kind, affected);
  const recallId = refused === undefined ? undefined : recalled.get(refused);
  if (refused !== undefined && recallId !== undefined) {
    return refuse({ code: "supply_recalled", supplyId: refused, recallId });
  }
  const kept = movements.map((movement) => (recalled.has(movement.supplyId) ? keep(movement) : movement));
  const withheld = listWithheld(
    kept.filter(({ supplyId }) => recalled.has(supplyId)),
    book,
  );
  return accept([...kept, ...withheld]);
}

/** What would go back where it came from, out of the book, is still on the giver's shelf: nobody could account for it there. */
function keep(movement: Movement): Movement {
  if (movement.kind !== "withdraw" || movement.reversal) return movement;
  return { ...movement, kind: "quarantine", to: { ...movement.from, stage: "quarantined" } };
}

/** The first supply of which more would be promised, sent or used than was, or which somebody would quarantine or let out. */
function findRefused(kind: string, movements: readonly Movement[]): SupplyId | undefined {
  const sums = new Map<string, { supplyId: SupplyId; units: number }>();
  // Of each recipient by itself: a redirect ends one's promise and makes another's.
  const add = (
    supplyId: SupplyId,
    key: { stage: Stage; recipientId: string | null },
    units: number,
  ): void => {
    const { stage, recipientId } = key;
    if (!NO_MORE.includes(stage) || (stage === "used" && USED_BEFORE.includes(kind))) return;
    const text = `${supplyId}/${stage}/${recipientId}`;
    sums.set(text, { supplyId, units: (sums.get(text)?.units ?? 0) + units });
  };
  for (const { supplyId, from, to, quantity, recipientId, reversal } of movements) {
    if (reversal) continue;
    add(supplyId, { stage: from.stage, recipientId }, 0 - quantity);
    add(supplyId, { stage: to.stage, recipientId }, quantity);
  }
  const promised = [...sums.values()].find(({ units }) => units > 0)?.supplyId;
  if (promised !== undefined || kind !== "record_use") return promised;
  return movements.find((one) => one.kind === "quarantine" || one.kind === "unquarantine")?.supplyId;
}

function listWithheld(movements: readonly Movement[], book: Book): Movement[] {
  const free = new Map<string, { account: Account; units: number; last: Movement }>();
  const add = (account: Account, units: number, last: Movement): void => {
    if (!FREE.includes(account.stage)) return;
    const key = accountKey(account);
    const before = free.get(key)?.units ?? balanceIn(book, key);
    free.set(key, { account, units: before + units, last });
  };
  for (const movement of movements) {
    const { supplyId, from, to, quantity } = movement;
    add({ supplyId, ...from }, 0 - quantity, movement);
    add({ supplyId, ...to }, quantity, movement);
  }
  return [...free.values()].flatMap(({ account, units, last }) =>
    units === 0 ? [] : [withhold(account, units, last)],
  );
}

function balanceIn(book: Book, key: string): number {
  const { unitsIn = 0, unitsOut = 0 } = book.get(key) ?? {};
  return unitsIn - unitsOut;
}

/** Into quarantine what would be left standing; out of it what is missing. */
function withhold({ supplyId, ...place }: Account, units: number, last: Movement): Movement {
  const quarantined = { ...place, stage: "quarantined" } as const;
  const { recipientId, consignmentId, occurred } = last;
  const moved = { reversal: false, supplyId, recipientId, consignmentId, occurred } as const;
  return units > 0
    ? { ...moved, kind: "quarantine", from: place, to: quarantined, quantity: asQuantity(units) }
    : { ...moved, kind: "unquarantine", from: quarantined, to: place, quantity: asQuantity(-units) };
}

/** What puts into quarantine all that stands in the accounts, of which each is `available` or `received` and holds units. */
export function listWithholding(accounts: readonly (Account & Totals)[], occurred: Occurred): Movement[] {
  return accounts.map(({ supplyId, partyId, siteId, stage, unitsIn, unitsOut }) => ({
    kind: "quarantine",
    reversal: false,
    supplyId,
    from: { partyId, siteId, stage },
    to: { partyId, siteId, stage: "quarantined" },
    quantity: asQuantity(unitsIn - unitsOut),
    recipientId: stage === "received" ? partyId : null,
    consignmentId: null,
    occurred,
  }));
}
