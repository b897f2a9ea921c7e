import type { CommandId, SupplyId } from "#core/id.ts";
import type { Delivery } from "./record-delivery.ts";

/** Units that a source takes off again what it said had been delivered: a negative row of its list. */
export interface TakenBack
  extends Pick<Delivery, "id" | "giver" | "recipientCountry" | "itemId" | "quantity" | "occurred" | "line"> {
  readonly site: NonNullable<Delivery["site"]>;
}

/** What has come to the site of the same supplier and item, and can be taken off. */
export interface EarlierDelivery {
  readonly supplyId: SupplyId;
  /** The entry by which it was recorded, where that can be corrected; `null` where it came otherwise. */
  readonly entryId: CommandId | null;
  /** As it stands, earlier corrections taken off. */
  readonly quantity: number;
  /** Units of it that still stand in `received` at the site. */
  readonly free: number;
}

/** How units are taken back. */
export interface DecidedTakeBack {
  readonly corrections: readonly {
    readonly entryId: CommandId;
    readonly supplyId: SupplyId;
    readonly from: number;
    readonly to: number;
  }[];
  readonly returns: readonly { readonly supplyId: SupplyId; readonly quantity: number }[];
  /** Units for which there is neither: nothing may then be posted. */
  readonly missing: number;
}

/**
 * Takes `quantity` units off earlier deliveries, `deliveries` being sorted from the newest: those that were recorded
 * afterwards are corrected, each down to what has moved on from the site; what is still wanting goes back as a return of
 * units that came by a consignment. Cost: linear.
 *
 * Worked example: 800, then 1,000, of which 300 have been used; 1,200 are taken back: the 1,000 are corrected to 300, the 800
 * to 300.
 */
export function decideTakeBack(quantity: number, deliveries: readonly EarlierDelivery[]): DecidedTakeBack {
  let missing = quantity;
  const corrections: DecidedTakeBack["corrections"][number][] = [];
  const returns: DecidedTakeBack["returns"][number][] = [];
  for (const { supplyId, entryId, quantity: from, free } of deliveries) {
    const taken = Math.min(missing, free, from);
    if (entryId === null || taken <= 0) continue;
    corrections.push({ entryId, supplyId, from, to: from - taken });
    missing -= taken;
  }
  for (const { supplyId, entryId, free } of deliveries) {
    const taken = Math.min(missing, free);
    if (entryId !== null || taken <= 0) continue;
    returns.push({ supplyId, quantity: taken });
    missing -= taken;
  }
  return { corrections, returns, missing };
}
