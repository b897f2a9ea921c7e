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

/**
 * The site. Refuses with `malformed`: unknown country, a UN/LOCODE of another country than the site's, one
 * coordinate without the other, a name that puts a condition. `countries`: by ISO 3166-1 alpha-3 code, with alpha-2.
 */
export function decideAddSite(
  command: AddSite,
  facts: { readonly id: SiteId; readonly countries: ReadonlyMap<string, { readonly alpha2: string }> },
): Result<Site, MalformedRefusal> {
  const problems: Problem[] = listStatedConditions({ name: command.name });
  const country = facts.countries.get(command.country);
  if (country === undefined) {
    problems.push({ field: "country", value: command.country, rule: "unknown_country" });
  } else if (command.unLocode !== undefined && !command.unLocode.startsWith(country.alpha2)) {
    problems.push({ field: "unLocode", value: command.unLocode, rule: "un_locode_of_another_country" });
  }
  if ((command.latitude === undefined) !== (command.longitude === undefined)) {
    const missing = command.latitude === undefined ? "latitude" : "longitude";
    problems.push({ field: missing, value: null, rule: "both_coordinates" });
  }
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  return accept({
    id: facts.id,
    code: command.code,
    name: command.name,
    kind: command.kind,
    country: command.country,
    partyId: command.partyId,
    unLocode: command.unLocode ?? null,
    latitude: command.latitude ?? null,
    longitude: command.longitude ?? null,
  });
}
