import { accept, refuse } from "#core/result.ts";
import { findPartyByCode } from "#store/party.ts";
import type { AppContext } from "../context.ts";

/**
 * A party by its code, under which code statements count it, and its country's stays on the United Nations' lists, the
 * earliest first. Everyone may see it. Refuses with `not_found`.
 */
export async function readParty(context: AppContext, code: string) {
  const party = await findPartyByCode(context.database, code);
  if (party === undefined) return refuse({ code: "not_found", noun: "party", id: code });
  const listings = context.reference.countryListings
    .filter(({ country }) => country === party.country)
    .map(({ list, entered, left }) => ({ list, entered, left }))
    .toSorted((a, b) => (a.entered < b.entered ? -1 : 1));
  return accept({ ...party, statementCode: party.country ?? party.code, listings });
}
