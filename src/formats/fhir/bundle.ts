import type { Bundle, FhirResource, Identifier, Location, Organization, Reference } from "fhir/r4.js";

/** Who gave the doses, and where. */
export interface FhirPlace {
  readonly partyName: string;
  readonly partyCode: string;
  readonly siteName: string;
  readonly siteCode: string;
  readonly unLocode: string | null;
  /** ISO 3166-1 alpha-3. */
  readonly country: string;
  /** Degrees, WGS 84; `null` where nobody has stated them. */
  readonly latitude: number | null;
  readonly longitude: number | null;
}

/** A vaccine as FHIR is told of it: its name, and its code in CDC's set CVX where it has one. */
export interface FhirVaccine {
  readonly name: string;
  readonly cvx: { readonly code: string; readonly display: string } | null;
}

/** A resource of a bundle under the name by which others in it refer to it, `urn:uuid:…`. */
export interface FhirEntry {
  readonly fullUrl: string;
  readonly resource: FhirResource;
}

/** Makes the address of an entry from a name that is unique in the bundle; the same name gives the same address. */
export type NameEntry = (name: string) => string;

/** Identifiers that are addresses (R4, section 2.24.0.8). */
const URI_SYSTEM = "urn:ietf:rfc:3986";
const CVX_SYSTEM = "http://hl7.org/fhir/sid/cvx";
const ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

/** A bundle of the type `collection`: resources that belong together, for whoever takes them on. Named by the thing it is of. */
export function collect(
  entries: readonly FhirEntry[],
  of: { readonly id: string; readonly timestamp: string },
): Bundle {
  return {
    resourceType: "Bundle",
    identifier: { system: URI_SYSTEM, value: `urn:uuid:${of.id}` },
    type: "collection",
    timestamp: of.timestamp,
    entry: entries.map(({ fullUrl, resource }) => ({ fullUrl, resource })),
  };
}

/** In the place of a person, of whom nothing is told: the code `masked` of FHIR's data-absent-reason. */
export function maskPerson(): Reference {
  return { extension: [{ url: ABSENT, valueCode: "masked" }] };
}

/** The vaccine as a concept: always by name, by CVX where it has a code. */
export function describeVaccine({ name, cvx }: FhirVaccine) {
  return { ...(cvx === null ? {} : { coding: [{ system: CVX_SYSTEM, ...cvx }] }), text: name };
}

/** The party as an organization, and its site as a location that it manages. */
export function describePlace(
  place: FhirPlace,
  nameEntry: NameEntry,
): { readonly organization: FhirEntry; readonly location: FhirEntry } {
  const organizationUrl = nameEntry(`organization ${place.partyCode}`);
  const organization: Organization = {
    resourceType: "Organization",
    identifier: [{ type: { text: "party" }, value: place.partyCode }],
    active: true,
    name: place.partyName,
  };
  const { latitude, longitude } = place;
  const location: Location = {
    resourceType: "Location",
    identifier: [
      { type: { text: "site" }, value: place.siteCode },
      ...(place.unLocode === null ? [] : [{ type: { text: "UN/LOCODE" }, value: place.unLocode }]),
    ],
    status: "active",
    name: place.siteName,
    mode: "instance",
    address: { country: place.country },
    ...(latitude === null || longitude === null ? {} : { position: { longitude, latitude } }),
    managingOrganization: { reference: organizationUrl },
  };
  return {
    organization: { fullUrl: organizationUrl, resource: organization },
    location: { fullUrl: nameEntry(`location ${place.siteCode}`), resource: location },
  };
}

/** A record's reference as an identifier: `SYSTEM|VALUE`, or an address. */
export function identifyRecord(reference: string): Identifier {
  const bar = reference.indexOf("|");
  if (bar === -1) return { system: URI_SYSTEM, value: reference };
  return { system: reference.slice(0, bar), value: reference.slice(bar + 1) };
}
