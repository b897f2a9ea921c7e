import type { Party } from "#core/party/party.ts";
import type { Problem } from "#core/result.ts";
import type { Reference } from "#core/reference.ts";
import type { Site } from "#core/site/site.ts";
import { formCountryKey } from "#formats/table/parse-cell.ts";
import { type Parsed, parsed, unparsed } from "#formats/table/parsed.ts";
import { allowField, requireField } from "#formats/table/read-rows.ts";
import { listSites } from "#store/site.ts";
import type { Database } from "#store/schema.ts";
import { buildCountryIndex } from "./country-index.ts";
import { readKnownParties } from "./known-parties.ts";

const PAGE = 500;

/** What the names of parties and sites in a file are looked up in. */
export interface KnownPlaces {
  readonly parties: ReadonlyMap<string, Party>;
  readonly sites: ReadonlyMap<string, Site>;
  readonly reference: Reference;
}

/** Every party and site by its code. */
export async function readKnownPlaces(database: Database, reference: Reference): Promise<KnownPlaces> {
  const sites = new Map<string, Site>();
  for (let afterCode: string | undefined; ; ) {
    const page = await listSites(database, {}, { afterCode, limit: PAGE });
    for (const site of page) sites.set(site.code, site);
    if (page.length < PAGE) break;
    afterCode = page.at(-1)?.code;
  }
  return { parties: await readKnownParties(database), sites, reference };
}

/** The columns that say who asks or gives, where, and in which emergency. */
export function buildPartyFields({ parties, sites, reference }: KnownPlaces) {
  const countries = buildCountryIndex(reference.countries);
  return {
    party: requireField(["party", "#org+code", "country", "#country+code"], (text): Parsed<Party> => {
      const code = countries.get(formCountryKey(text))?.code ?? "";
      const party = parties.get(text.trim().toUpperCase()) ?? parties.get(code);
      return party === undefined ? unparsed("unknown_party") : parsed(party);
    }),
    site: allowField(["site", "#loc+code"], (text): Parsed<Site> => {
      const site = sites.get(text.trim().replace(" ", "").toUpperCase());
      return site === undefined ? unparsed("unknown_site") : parsed(site);
    }),
    emergency: allowField(["emergency", "#crisis+code"], (text): Parsed<string> => {
      const slug = text.trim();
      return /^[a-z0-9][a-z0-9-]{0,39}$/.test(slug) ? parsed(slug) : unparsed("not_a_slug");
    }),
  };
}

/** The site that a row names, or the main gate of the party's country; a problem where there is neither. */
export function findRowSite(
  row: { readonly party: Party; readonly site: Site | null },
  { sites, reference }: KnownPlaces,
  line: number,
): { readonly site: Site; readonly problem: null } | { readonly site: null; readonly problem: Problem } {
  const gate = reference.entrySites.get(row.party.country ?? "");
  const site = row.site ?? (gate === undefined ? undefined : sites.get(gate.unLocode));
  if (site !== undefined) return { site, problem: null };
  return { site: null, problem: { field: "site", value: null, rule: "missing", line } };
}
