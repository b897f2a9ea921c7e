import type { AdverseEvent, Bundle, Medication } from "fhir/r4.js";
import { type EventReference, SERIOUSNESS, type Seriousness } from "#core/session/adverse-event.ts";
import {
  collect,
  describePlace,
  describeVaccine,
  type FhirEntry,
  type FhirPlace,
  type FhirVaccine,
  identifyRecord,
  maskPerson,
  type NameEntry,
} from "./bundle.ts";

/** What a party knows of adverse events after doses of a lot at a site, as it is exported. */
export interface FhirLotEvents {
  readonly id: string;
  /** Instant, RFC 3339. */
  readonly recordedAt: string;
  readonly place: FhirPlace;
  readonly vaccine: FhirVaccine;
  readonly lotNumber: string | null;
  /** `YYYY-MM-DD` */
  readonly expiry: string | null;
  readonly serious: number;
  readonly notSerious: number;
  readonly references: readonly EventReference[];
}

/** R4's code system, as published with 4.0.1. */
const SERIOUSNESS_SYSTEM = "http://terminology.hl7.org/CodeSystem/adverse-event-seriousness";
const SERIOUSNESS_CODES = {
  serious: { code: "serious", display: "Serious" },
  not_serious: { code: "non-serious", display: "Non-serious" },
} as const satisfies Readonly<Record<Seriousness, { readonly code: string; readonly display: string }>>;

/**
 * Adverse events after doses of a lot as a FHIR R4 bundle: one `AdverseEvent` an event (R4, section 8.8: its required elements
 * `actuality` and `subject`), to be completed by the national system, with the lot as the `Medication` that is suspected. Those that
 * the national system has a record of bear its identifier. Nothing is told of persons: the subject is `masked`.
 */
export function writeAdverseEvents(events: FhirLotEvents, nameEntry: NameEntry): Bundle {
  const { organization, location } = describePlace(events.place, nameEntry);
  const medication = describeLot(events, nameEntry);
  const counts = { serious: events.serious, not_serious: events.notSerious };
  const entries = SERIOUSNESS.flatMap((seriousness) => {
    const known = events.references.filter((one) => one.seriousness === seriousness);
    return Array.from({ length: counts[seriousness] }, (_, index): FhirEntry => {
      const record = known[index];
      const coding = [{ system: SERIOUSNESS_SYSTEM, ...SERIOUSNESS_CODES[seriousness] }];
      const resource: AdverseEvent = {
        resourceType: "AdverseEvent",
        ...(record === undefined ? {} : { identifier: identifyRecord(record.reference) }),
        actuality: "actual",
        subject: maskPerson(),
        recordedDate: events.recordedAt,
        seriousness: { coding },
        location: { reference: location.fullUrl },
        suspectEntity: [{ instance: { reference: medication.fullUrl } }],
      };
      return { fullUrl: nameEntry(`event ${seriousness} ${index + 1}`), resource };
    });
  });
  return collect([organization, location, medication, ...entries], {
    id: events.id,
    timestamp: events.recordedAt,
  });
}

function describeLot({ vaccine, lotNumber, expiry }: FhirLotEvents, nameEntry: NameEntry): FhirEntry {
  const batch = {
    ...(lotNumber === null ? {} : { lotNumber }),
    ...(expiry === null ? {} : { expirationDate: expiry }),
  };
  const resource: Medication = {
    resourceType: "Medication",
    code: describeVaccine(vaccine),
    ...(lotNumber === null && expiry === null ? {} : { batch }),
  };
  return { fullUrl: nameEntry("lot"), resource };
}
