import type { SupplyId } from "#core/id.ts";
import type { Supply } from "#core/ledger/supply.ts";
import type { Day, Occurred } from "#core/time.ts";

/** Units of the lot would be sent, let in or used after the last day on which they may be. */
export interface ExpiredRefusal {
  readonly code: "expired";
  readonly supplyId: SupplyId;
  readonly expiry: Day;
  readonly occurredOn: Day;
}

/**
 * The supplies of which the last day of use lay before something happened, in the order given. Within a month or a span
 * that began before the expiry it may have been in time.
 */
export function listExpired(
  supplyIds: readonly SupplyId[],
  supplies: ReadonlyMap<SupplyId, Pick<Supply, "expiry">>,
  occurred: Occurred,
): ExpiredRefusal[] {
  return supplyIds.flatMap((supplyId) => {
    const expiry = supplies.get(supplyId)?.expiry ?? null;
    if (expiry === null || expiry >= occurred.from) return [];
    return [{ code: "expired", supplyId, expiry, occurredOn: occurred.from }];
  });
}
