import type { Bundle, Immunization, ImmunizationProtocolApplied } from "fhir/r4.js";
import type { DoseNumber } from "#core/session/session-report.ts";
import {
  collect,
  describePlace,
  describeVaccine,
  type FhirEntry,
  type FhirPlace,
  type FhirVaccine,
  maskPerson,
  type NameEntry,
} from "./bundle.ts";

/** Doses of one lot that a line of the report says were given. */
export interface GivenDoses {
  readonly lineNumber: number;
  /** Doses of the line that come before these: of other lots, to which it was settled. */
  readonly before: number;
  readonly vaccine: FhirVaccine;
  readonly lotNumber: string | null;
  /** `YYYY-MM-DD` */
  readonly expiry: string | null;
  readonly doseNumber: DoseNumber | null;
  readonly quantity: number;
}

/** A session as it is exported. */
export interface FhirSession {
  readonly id: string;
  /** `YYYY-MM-DD` */
  readonly heldOn: string;
  /** Instant, RFC 3339. */
  readonly recordedAt: string;
  /** True where a further report stands in its place: then the doses are told as entered in error. */
  readonly isCorrected: boolean;
  readonly place: FhirPlace;
  readonly given: readonly GivenDoses[];
}

/**
 * The doses given at a session as a FHIR R4 bundle: one `Immunization` a dose (R4, section 10.12: its required elements `status`,
 * `vaccineCode`, `patient`, `occurrence[x]`), with the site as `Location` and the party as `Organization`. Nothing is told of persons: the
 * patient is `masked`, and pseudonyms are not read. The same session gives the same addresses of entries, so that what was taken on can
 * be found again when a further report has corrected it: then its doses are `entered-in-error`.
 *
 * A booster or the dose after an infection has no number in a series: it stands as text. Cost: linear in doses.
 */
export function writeImmunizations(session: FhirSession, nameEntry: NameEntry): Bundle {
  const { organization, location } = describePlace(session.place, nameEntry);
  const immunizations = session.given.flatMap((doses) =>
    Array.from({ length: doses.quantity }, (_, at): FhirEntry => {
      const resource: Immunization = {
        resourceType: "Immunization",
        status: session.isCorrected ? "entered-in-error" : "completed",
        vaccineCode: describeVaccine(doses.vaccine),
        patient: maskPerson(),
        occurrenceDateTime: session.heldOn,
        recorded: session.recordedAt,
        primarySource: true,
        location: { reference: location.fullUrl },
        ...(doses.lotNumber === null ? {} : { lotNumber: doses.lotNumber }),
        ...(doses.expiry === null ? {} : { expirationDate: doses.expiry }),
        performer: [{ actor: { reference: organization.fullUrl } }],
        ...(doses.doseNumber === null ? {} : { protocolApplied: [describeDose(doses.doseNumber)] }),
      };
      return { fullUrl: nameEntry(`immunization ${doses.lineNumber} ${doses.before + at + 1}`), resource };
    }),
  );
  return collect([organization, location, ...immunizations], {
    id: session.id,
    timestamp: session.recordedAt,
  });
}

function describeDose(doseNumber: DoseNumber): ImmunizationProtocolApplied {
  if (doseNumber === "single") return { doseNumberPositiveInt: 1, seriesDosesPositiveInt: 1 };
  if (/^\d$/.test(doseNumber)) return { doseNumberPositiveInt: Number(doseNumber) };
  return { doseNumberString: doseNumber };
}
