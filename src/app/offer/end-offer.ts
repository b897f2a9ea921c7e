import { listWithdrawals } from "#core/offer/offer-movements.ts";
import { OFFER_STEPS } from "#core/offer/offer.ts";
import { takeStep } from "#core/steps.ts";
import { type Occurred, occurredAt } from "#core/time.ts";
import { readBook } from "#store/ledger.ts";
import { type LockedOffer, listOfferSupplies, updateOffer } from "#store/offer.ts";
import { postMovements } from "../ledger/post-movements.ts";
import type { CommandScope } from "../run-command.ts";
import { showOffer } from "./show-offer.ts";

/**
 * Ends a locked offer by `step`: what nobody has been promised goes back, what is reserved or on its way stays.
 * Returns the offer as it is shown. Refuses with `step_not_allowed`, then as `postEntry`.
 */
export async function endOffer(
  scope: CommandScope,
  offer: LockedOffer,
  step: "withdraw" | "expire",
  occurred?: Occurred,
) {
  const { database, now } = scope;
  const status = takeStep("offer", OFFER_STEPS, { status: offer.status, step });
  if (!status.ok) return status;
  const supplyIds = await listOfferSupplies(database, offer.id);
  const book = await readBook(database, supplyIds);
  const movements = listWithdrawals(book, supplyIds, occurred ?? occurredAt(now));
  if (movements.length > 0) {
    const posted = await postMovements(scope, `${step}_offer`, movements);
    if (!posted.ok) return posted;
  }
  await updateOffer(database, offer.id, status.value);
  return await showOffer(database, offer.id);
}
