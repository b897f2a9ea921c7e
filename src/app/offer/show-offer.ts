import type { OfferId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { accept } from "#core/result.ts";
import { findOffer } from "#store/offer.ts";
import type { Database } from "#store/schema.ts";

/** The offer as it is shown, within the command that has just written it. */
export async function showOffer(database: Database, id: OfferId) {
  const shown = await findOffer(database, id);
  invariant(shown !== undefined, "an offer just written can be read");
  return accept(shown);
}
