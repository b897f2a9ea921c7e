import { OFFER_STEPS } from "#core/offer/offer.ts";
import { type LockedOffer, sumAvailable, updateOffer } from "#store/offer.ts";
import type { Database } from "#store/schema.ts";

/** Exhausts locked offers of which nothing is left, and opens exhausted ones of which something is again. */
export async function refreshOffers(database: Database, offers: readonly LockedOffer[]): Promise<void> {
  const available = await sumAvailable(
    database,
    offers.map((offer) => offer.id),
  );
  for (const offer of offers) {
    const step = available.has(offer.id) ? "reopen" : "exhaust";
    const status = OFFER_STEPS[offer.status][step];
    if (status !== undefined) await updateOffer(database, offer.id, status);
  }
}
