import { describe, expect, test } from "vitest";
import { DOSE_NUMBERS } from "#core/session/session-report.ts";
import type { FhirPlace } from "./bundle.ts";
import { findFhirBreaches } from "./testing/check-bundle.ts";
import { writeAdverseEvents } from "./write-adverse-events.ts";
import { type FhirSession, writeImmunizations } from "./write-immunizations.ts";

const place: FhirPlace = {
  partyName: "Italy",
  partyCode: "ITA",
  siteName: "Molise",
  siteCode: "ITA-MOL",
  unLocode: "ITCOB",
  country: "ITA",
  latitude: 41.56,
  longitude: 14.66,
};
const vaccine = { name: "COVID-19 vaccine, Moderna", cvx: { code: "207", display: "COVID-19, mRNA" } };
const recordedAt = "2021-06-01T18:00:00.000Z";
const id = "019a0000-0000-7000-8000-000000000001";
const nameEntry = (name: string): string => `urn:uuid:${name.replaceAll(" ", "-")}`;
const given = { vaccine, lineNumber: 1, before: 0, lotNumber: "L1", expiry: "2021-12-31" };
const session: FhirSession = {
  id,
  heldOn: "2021-06-01",
  recordedAt,
  isCorrected: false,
  place,
  given: [
    ...DOSE_NUMBERS.map((doseNumber, index) => ({
      ...given,
      doseNumber,
      quantity: 1,
      lineNumber: index + 1,
    })),
    { ...given, lineNumber: 40, doseNumber: null, quantity: 3 },
    {
      vaccine: { name: "COVID-19 vaccines", cvx: null },
      lineNumber: 40,
      before: 3,
      lotNumber: null,
      expiry: null,
      doseNumber: null,
      quantity: 2,
    },
  ],
};

/** The bundle as whoever takes it reads it. */
const readBack = (bundle: object): { entry: { resource: Record<string, unknown> }[] } =>
  JSON.parse(JSON.stringify(bundle));

describe("a session as a FHIR bundle", () => {
  test("has one Immunization a dose, and keeps FHIR's own rules", () => {
    const bundle = readBack(writeImmunizations(session, nameEntry));
    expect(findFhirBreaches(bundle)).toEqual([]);
    const kinds = bundle.entry.map(({ resource }) => resource["resourceType"]);
    expect(kinds.filter((kind) => kind === "Immunization")).toHaveLength(DOSE_NUMBERS.length + 5);
    expect(bundle.entry[2]?.resource).toEqual({
      resourceType: "Immunization",
      status: "completed",
      vaccineCode: {
        coding: [{ system: "http://hl7.org/fhir/sid/cvx", code: "207", display: "COVID-19, mRNA" }],
        text: "COVID-19 vaccine, Moderna",
      },
      patient: {
        extension: [
          { url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason", valueCode: "masked" },
        ],
      },
      occurrenceDateTime: "2021-06-01",
      recorded: recordedAt,
      primarySource: true,
      location: { reference: "urn:uuid:location-ITA-MOL" },
      lotNumber: "L1",
      expirationDate: "2021-12-31",
      performer: [{ actor: { reference: "urn:uuid:organization-ITA" } }],
      protocolApplied: [{ doseNumberPositiveInt: 1 }],
    });
  });

  test("tells the doses of a corrected report as entered in error, under the same addresses", () => {
    const right = writeImmunizations(session, nameEntry);
    const wrong = writeImmunizations({ ...session, isCorrected: true }, nameEntry);
    expect(findFhirBreaches(readBack(wrong))).toEqual([]);
    expect(wrong.entry?.map(({ fullUrl }) => fullUrl)).toEqual(right.entry?.map(({ fullUrl }) => fullUrl));
    expect(readBack(wrong).entry[2]?.resource["status"]).toBe("entered-in-error");
  });
});

test("adverse events after a lot are skeletons with their records' identifiers, and keep FHIR's own rules", () => {
  const address = "https://fhir.example.org/AdverseEvent/17";
  const references = [
    { seriousness: "not_serious", reference: "https://cases.example.org|IT-7" },
    { seriousness: "serious", reference: address },
  ] as const;
  const lot = { id, recordedAt, place, vaccine, lotNumber: "L1", expiry: null, serious: 1, notSerious: 2 };
  const bundle = readBack(writeAdverseEvents({ ...lot, references }, nameEntry));
  expect(findFhirBreaches(bundle)).toEqual([]);
  const events = bundle.entry
    .map(({ resource }) => resource)
    .filter((one) => one["resourceType"] === "AdverseEvent");
  expect(events.map((one) => one["identifier"])).toEqual([
    { system: "urn:ietf:rfc:3986", value: address },
    { system: "https://cases.example.org", value: "IT-7" },
    undefined,
  ]);
  const bare = {
    ...lot,
    references: [],
    lotNumber: null,
    place: { ...place, unLocode: null, latitude: null },
  };
  expect(findFhirBreaches(readBack(writeAdverseEvents(bare, nameEntry)))).toEqual([]);
});

describe("the check of bundles finds", () => {
  const bundle = () => readBack(writeImmunizations(session, nameEntry));
  const spoil = (change: (dose: Record<string, unknown>) => void): string[] => {
    const spoilt = bundle();
    const dose = spoilt.entry[2]?.resource;
    if (dose !== undefined) change(dose);
    return findFhirBreaches(spoilt);
  };
  test.each([
    [
      "a required element that is missing",
      (dose: Record<string, unknown>) => delete dose["patient"],
      /patient: required/,
    ],
    [
      "an element that FHIR does not have",
      (dose: Record<string, unknown>) => (dose["name"] = "x"),
      /has no name/,
    ],
    [
      "a status that is not bound",
      (dose: Record<string, unknown>) => (dose["status"] = "done"),
      /done is not bound/,
    ],
    [
      "a day that is none",
      (dose: Record<string, unknown>) => (dose["occurrenceDateTime"] = "1.6.2021"),
      /no dateTime/,
    ],
    [
      "a reference to nothing",
      (dose: Record<string, unknown>) => (dose["location"] = { reference: "x" }),
      /leads nowhere/,
    ],
    ["a list without anything", (dose: Record<string, unknown>) => (dose["performer"] = []), /empty list/],
    ["an element without anything", (dose: Record<string, unknown>) => (dose["patient"] = {}), /ele-1/],
  ])("%s", (_, change, expected) => expect(spoil(change).join("\n")).toMatch(expected));

  test("an address that stands there twice", () => {
    const spoilt = bundle();
    expect(findFhirBreaches({ ...spoilt, entry: [...spoilt.entry, spoilt.entry[0]] })).toHaveLength(1);
  });
});
