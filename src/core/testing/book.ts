import { asId, type Id } from "#core/id.ts";
import {
  type Account,
  MOVEMENTS,
  type Movement,
  type MovementKind,
  type Stage,
} from "#core/ledger/movement.ts";
import type { Book, Totals } from "#core/ledger/post-entry.ts";
import { accountKey } from "#core/ledger/post-entry.ts";
import type { Supply } from "#core/ledger/supply.ts";
import { asQuantity } from "#core/quantity.ts";
import { asDay, occurredOn } from "#core/time.ts";

/** The id number `n` of its kind, for tests: the same number gives the same id. */
export function idOf<Noun extends string>(n: number): Id<Noun> {
  return asId<Noun>(`00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`);
}

export const GIVER = idOf<"party">(1);
export const TAKER = idOf<"party">(2);
export const PLANT = idOf<"site">(11);
export const GATE = idOf<"site">(12);
export const MASKS = idOf<"supply">(21);
export const GOWNS = idOf<"supply">(22);
export const CONSIGNMENT = idOf<"consignment">(31);

/** A place of the book for tests: the giver's shelf, unless told otherwise. */
export function placeOf(
  stage: Stage,
  rest: Partial<Omit<Account, "supplyId">> = {},
): Omit<Account, "supplyId"> {
  return { partyId: GIVER, siteId: PLANT, stage, ...rest };
}

/** A movement of `kind` between the first stages that its rule names, at the giver's shelf. */
export function moveOf(kind: MovementKind, quantity: number, rest: Partial<Movement> = {}): Movement {
  const rule: { readonly from: readonly Stage[]; readonly to: readonly Stage[] } = MOVEMENTS[kind];
  const [from = "produced", to = "available"] = [rule.from[0], rule.to[0]];
  return {
    kind,
    reversal: false,
    supplyId: MASKS,
    from: placeOf(from),
    to: placeOf(to),
    quantity: quantity as Movement["quantity"], // tests also pass what is no quantity
    recipientId: kind === "pledge" ? null : TAKER,
    consignmentId: null,
    occurred: occurredOn(asDay("2020-05-16")),
    ...rest,
  };
}

/** A book in which the given accounts hold so many units, all of them come from `produced`. */
export function bookOf(held: readonly (Account & { readonly units: number })[]): Book {
  const book = new Map<string, Account & Totals>();
  for (const { units, ...account } of held) {
    book.set(accountKey(account), { ...account, unitsIn: units, unitsOut: 0 });
  }
  return book;
}

/** A supply for tests: granted masks of the giver without lot or expiry, unless told otherwise. */
export function supplyOf(rest: Partial<Supply> = {}): Supply {
  return {
    id: MASKS,
    itemId: "medical_mask",
    giverId: GIVER,
    terms: "grant",
    offerId: null,
    gtin: null,
    lotNumber: null,
    expiry: null,
    pipeline: null,
    emergency: null,
    scenario: null,
    ...rest,
  };
}

/** The consignment of tests: two lines from the plant to the gate. */
export const ROUTE = {
  id: CONSIGNMENT,
  giverId: GIVER,
  recipientId: TAKER,
  fromSiteId: PLANT,
  toSiteId: GATE,
  lines: [
    { lineNumber: 1, supplyId: MASKS, quantity: asQuantity(100) },
    { lineNumber: 2, supplyId: GOWNS, quantity: asQuantity(40) },
  ],
} as const;
