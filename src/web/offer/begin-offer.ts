import { keptDraft, leaveDraft } from "../display/use-draft.ts";
import { listOwnParties, type Me } from "../server/me.ts";
import { addLines, emptyOffer } from "./offer-draft.ts";

/** The parties in whose names somebody can make an offer. */
export function listOfferParties(me: Me) {
  return listOwnParties(me).filter((party) => party.roles.includes("focal_point"));
}

/** Leaves an item as a further line of the offer that somebody is making, or as the first of a new one, for the page where it is made. */
export function beginOffer(me: Me, itemId: string): void {
  const { userId } = me;
  const empty = emptyOffer(listOfferParties(me)[0]?.id ?? "");
  const kept = keptDraft("offer", { userId, empty });
  leaveDraft("offer", { userId, value: { ...kept, lines: addLines(kept.lines, [{ itemId }]) } });
}
