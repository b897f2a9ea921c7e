import { v5 } from "uuid";
import { asId, type PartyId, type SiteId } from "#core/id.ts";

/** Namespace of ids that follow from a code (RFC 9562, section 5.5): the same in every installation. */
const NAMESPACE = "5c1d7c1e-6d3a-5b1f-9d0e-77656c6c7370";

/** The id of a party that every installation has, by its code: a government's is ISO 3166-1 alpha-3. */
export function getReferencePartyId(code: string): PartyId {
  return asId<"party">(v5(`party:${code}`, NAMESPACE));
}

/** The id of a country's main site of entry, by its UN/LOCODE. */
export function getReferenceSiteId(unLocode: string): SiteId {
  return asId<"site">(v5(`site:${unLocode}`, NAMESPACE));
}
