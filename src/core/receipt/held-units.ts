import type { ConsignmentId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import type { Account, Movement } from "#core/ledger/movement.ts";
import { accountKey, type Book } from "#core/ledger/post-entry.ts";
import type { DifferenceKind } from "#core/receipt/receipt.ts";

/** Kinds of difference whose units wait in quarantine until both sides settle why. */
export const HOLDING_KINDS = [
  "damaged",
  "expired",
  "short_dated",
  "vvm",
] as const satisfies readonly DifferenceKind[];

/** Units in quarantine that an open difference is about. */
export interface Hold {
  readonly supplyId: SupplyId;
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  readonly quantity: number;
  readonly consignmentId: ConsignmentId;
  readonly consignmentNumber: string;
  readonly lineNumber: number;
  readonly kind: DifferenceKind;
}

/** Both sides have yet to settle what became of these units: until then nobody takes them out of quarantine. */
export interface UnitsUnderDifferenceRefusal {
  readonly code: "units_under_difference";
  readonly supplyId: SupplyId;
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  /** Units in quarantine there that no open difference is about. */
  readonly free: number;
  readonly asked: number;
  /** The difference, or the first of several: its consignment, line and kind. */
  readonly consignmentId: ConsignmentId;
  readonly consignmentNumber: string;
  readonly lineNumber: number;
  readonly kind: DifferenceKind;
}

type QuarantineAccount = Account & { readonly stage: "quarantined" };

/** The accounts in quarantine out of which the movements take more than they bring, with how many more. */
export function listTaken(
  movements: readonly Movement[],
): { readonly account: QuarantineAccount; readonly asked: number }[] {
  const taken = new Map<string, { account: QuarantineAccount; asked: number }>();
  const add = ({ stage, ...place }: Account, change: number): void => {
    if (stage !== "quarantined") return;
    const account = { ...place, stage };
    const key = accountKey(account);
    taken.set(key, { account, asked: (taken.get(key)?.asked ?? 0) + change });
  };
  for (const { supplyId, from, to, quantity } of movements) {
    add({ supplyId, ...from }, quantity);
    add({ supplyId, ...to }, 0 - quantity);
  }
  return [...taken.values()].filter(({ asked }) => asked > 0);
}

/**
 * The refusal of movements that would take units which an open difference is about; `undefined` where they take none.
 * `book` has the accounts that they touch, `holds` every open hold on them.
 *
 * Worked example: 8 in quarantine, 5 of them under an open difference: 3 are free, and taking 4 is refused.
 */
export function findHeldUnits(
  movements: readonly Movement[],
  book: Book,
  holds: readonly Hold[],
): UnitsUnderDifferenceRefusal | undefined {
  for (const { account, asked } of listTaken(movements)) {
    const { supplyId, partyId, siteId } = account;
    const here = holds.filter(
      (hold) => hold.supplyId === supplyId && hold.partyId === partyId && hold.siteId === siteId,
    );
    const [first] = here;
    if (first === undefined) continue;
    const held = here.reduce((sum, hold) => sum + hold.quantity, 0);
    const { unitsIn = 0, unitsOut = 0 } = book.get(accountKey(account)) ?? {};
    const free = Math.max(0, unitsIn - unitsOut - held);
    if (asked <= free) continue;
    const { consignmentId, consignmentNumber, lineNumber, kind } = first;
    const where = { consignmentId, consignmentNumber, lineNumber, kind };
    return { code: "units_under_difference", supplyId, partyId, siteId, free, asked, ...where };
  }
  return undefined;
}
