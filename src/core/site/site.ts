import { listStatedConditions } from "#core/conditions.ts";
import type { PartyId, SiteId } from "#core/id.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";

/** What a site is used for. */
export const SITE_KINDS = ["port", "airport", "border", "plant", "warehouse", "hospital", "clinic"] as const;
export type SiteKind = (typeof SITE_KINDS)[number];

/** A place with a use. */
export interface Site {
  readonly id: SiteId;
  /** Short unique name: UN/LOCODE for a place of entry. */
  readonly code: string;
  readonly name: string;
  readonly kind: SiteKind;
  /** ISO 3166-1 alpha-3. */
  readonly country: string;
  /** Whose site it is; `null` for one that all use. */
  readonly partyId: PartyId | null;
  /** UN/LOCODE without the space, where the place has one. */
  readonly unLocode: string | null;
  /** Degrees, WGS 84, north positive. */
  readonly latitude: number | null;
  /** Degrees, WGS 84, east positive. */
  readonly longitude: number | null;
}

/** A party adds a site of its own. */
export interface AddSite {
  readonly partyId: PartyId;
  readonly code: string;
  readonly name: string;
  readonly kind: SiteKind;
  readonly country: string;
  readonly unLocode?: string | undefined;
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
}

/** What of a site can be stated anew; `null` takes it back, what is left out stays. Code, country and party stay as they are. */
export interface CorrectSite {
  readonly siteId: SiteId;
  readonly name?: string | undefined;
  readonly kind?: SiteKind | undefined;
  readonly unLocode?: string | null | undefined;
  readonly latitude?: number | null | undefined;
  readonly longitude?: number | null | undefined;
}

/** Countries by ISO 3166-1 alpha-3 code, with alpha-2. */
type CountryCodes = ReadonlyMap<string, { readonly alpha2: string }>;

/**
 * The site. Refuses with `malformed`: unknown country, a UN/LOCODE of another country than the site's, one
 * coordinate without the other, a name that puts a condition. `countries`: by ISO 3166-1 alpha-3 code, with alpha-2.
 */
export function decideAddSite(
  command: AddSite,
  facts: { readonly id: SiteId; readonly countries: CountryCodes },
): Result<Site, MalformedRefusal> {
  const site: Site = {
    id: facts.id,
    code: command.code,
    name: command.name,
    kind: command.kind,
    country: command.country,
    partyId: command.partyId,
    unLocode: command.unLocode ?? null,
    latitude: command.latitude ?? null,
    longitude: command.longitude ?? null,
  };
  const problems = listSiteProblems(site, facts.countries);
  return problems.length > 0 ? refuse({ code: "malformed", problems }) : accept(site);
}

/**
 * The site as it is stated anew. Refuses with `malformed` as `decideAddSite` does, and where nothing would change.
 */
export function decideCorrectSite(
  { siteId, ...changes }: CorrectSite,
  { site, countries }: { readonly site: Site; readonly countries: CountryCodes },
): Result<Site, MalformedRefusal> {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const corrected: Site = { ...site, ...given };
  const problems = listSiteProblems(corrected, countries);
  const fields = ["name", "kind", "unLocode", "latitude", "longitude"] as const;
  if (fields.every((field) => corrected[field] === site[field])) {
    problems.push({ field: "siteId", value: siteId, rule: "nothing_to_correct" });
  }
  return problems.length > 0 ? refuse({ code: "malformed", problems }) : accept(corrected);
}

function listSiteProblems(site: Site, countries: CountryCodes): Problem[] {
  const problems: Problem[] = listStatedConditions({ name: site.name });
  const country = countries.get(site.country);
  if (country === undefined) {
    problems.push({ field: "country", value: site.country, rule: "unknown_country" });
  } else if (site.unLocode !== null && !site.unLocode.startsWith(country.alpha2)) {
    problems.push({ field: "unLocode", value: site.unLocode, rule: "un_locode_of_another_country" });
  }
  if ((site.latitude === null) !== (site.longitude === null)) {
    const missing = site.latitude === null ? "latitude" : "longitude";
    problems.push({ field: missing, value: null, rule: "both_coordinates" });
  }
  return problems;
}
