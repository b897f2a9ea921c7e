import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import type { Place } from "#store/dose.ts";
import { findPartyByCode } from "#store/party.ts";
import { findSiteByCode } from "#store/site.ts";
import type { AppContext } from "../context.ts";

/**
 * The party and site of these codes; without a party, the one whose site it is. Refuses with `malformed`: an unknown code, a site
 * that all use and no party.
 */
export async function findPlace(
  { database }: AppContext,
  codes: { readonly party?: string | undefined; readonly site: string },
): Promise<Result<Place, MalformedRefusal>> {
  const problems: Problem[] = [];
  const site = await findSiteByCode(database, codes.site);
  if (site === undefined) problems.push({ field: "site", value: codes.site, rule: "unknown_site" });
  const party = codes.party === undefined ? undefined : await findPartyByCode(database, codes.party);
  const partyId = party?.id ?? (codes.party === undefined ? site?.partyId : undefined) ?? undefined;
  if (codes.party !== undefined && party === undefined) {
    problems.push({ field: "party", value: codes.party, rule: "unknown_party" });
  } else if (partyId === undefined && site !== undefined) {
    problems.push({ field: "party", value: null, rule: "missing" });
  }
  if (site === undefined || partyId === undefined) return refuse({ code: "malformed", problems });
  return accept({ partyId, siteId: site.id });
}
