import type { PartyId, SiteId, SupplyId } from "#core/id.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { type Day, dayOf, type Instant } from "#core/time.ts";

/**
 * How grave an adverse event following immunization is. `serious`, as ICH E2A and WHO's manual on causality assessment say it: death,
 * danger to life, a stay in hospital or a longer one, lasting disability, or a congenital anomaly.
 */
export const SERIOUSNESS = ["serious", "not_serious"] as const;
export type Seriousness = (typeof SERIOUSNESS)[number];

/** Where the national system has the record of one event. */
export interface EventReference {
  readonly seriousness: Seriousness;
  /** See {@link isRecordReference}. */
  readonly reference: string;
}

/** A party says how many adverse events it knows of after doses of a lot at its site: all to date, in place of what it said before. */
export interface CountAdverseEvents {
  readonly partyId: PartyId;
  readonly siteId: SiteId;
  readonly supplyId: SupplyId;
  /** The day up to which the counts go. */
  readonly knownOn: Day;
  readonly serious: number;
  readonly notSerious: number;
  /** The records of the events, as far as they have one: no more of a seriousness than events. */
  readonly references: readonly EventReference[];
  /** The version that this one takes the place of; 0 where there is none. */
  readonly follows: number;
}

/** There would be more adverse events after doses of the lot than doses of it that were given at the site. */
export interface EventsExceedDosesRefusal {
  readonly code: "events_exceed_doses";
  readonly supplyId: SupplyId;
  readonly siteId: SiteId;
  readonly events: number;
  /** Doses of the lot that were given there, by the ledger. */
  readonly given: number;
}

/** References to records that one statement has at most. */
export const REFERENCES_MAX = 500;

/**
 * Refuses with `malformed` (all at once: a day to come, counts that are no whole numbers, a reference that names no record, or twice,
 * or more references than events), then with `events_exceed_doses`.
 */
export function decideAdverseEvents(
  command: CountAdverseEvents,
  { now, given }: { readonly now: Instant; readonly given: number },
): Result<null, MalformedRefusal | EventsExceedDosesRefusal> {
  const { knownOn, serious, notSerious, supplyId, siteId } = command;
  const problems: Problem[] = [];
  if (knownOn > dayOf(now)) {
    problems.push({ field: "knownOn", value: knownOn, rule: "occurred_in_the_future" });
  }
  for (const [field, value] of Object.entries({ serious, notSerious })) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    problems.push({ field, value: String(value), rule: "whole_number" });
  }
  problems.push(...listReferenceProblems(command));
  if (problems.length > 0) return refuse({ code: "malformed", problems });
  const events = serious + notSerious;
  if (events > given) return refuse({ code: "events_exceed_doses", supplyId, siteId, events, given });
  return accept(null);
}

function listReferenceProblems({ references, serious, notSerious }: CountAdverseEvents): Problem[] {
  const seen = new Set<string>();
  const problems = references.flatMap(({ reference }, index): Problem[] => {
    const field = `references.${index}.reference`;
    // Not repeated: whoever writes something else here may have written of a person.
    if (!isRecordReference(reference)) return [{ field, value: null, rule: "not_a_record_reference" }];
    if (seen.has(reference)) return [{ field, value: reference, rule: "doubled_reference" }];
    seen.add(reference);
    return [];
  });
  const counts = { serious, not_serious: notSerious };
  for (const seriousness of SERIOUSNESS) {
    const count = references.filter((one) => one.seriousness === seriousness).length;
    if (count <= Math.max(0, counts[seriousness])) continue;
    const facts = { events: counts[seriousness] };
    problems.push({ field: "references", value: String(count), rule: "more_references_than_events", facts });
  }
  return problems;
}

/** An address of FHIR's REST interface (R4, section 3.1.0.1), of a resource in which a country can record an event. */
const RESOURCE =
  /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?(\/[A-Za-z0-9._~-]+)*\/(AdverseEvent|Immunization)\/(?=[^/]*\d)[A-Za-z0-9.-]{1,64}(\/_history\/[A-Za-z0-9.-]{1,64})?$/;
const URN = /^urn:(uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|oid:[0-2](\.(0|[1-9]\d*)){1,40})$/;
/** An identifier as FHIR searches by it (R4, section 3.1.1.4.10): `system|value`, the value with a digit in it. */
const TOKEN =
  /^(https?:\/\/[a-z0-9.-]+(\/[A-Za-z0-9._~-]+)*\/?|urn:oid:[0-2](\.\d+){1,40})\|(?=[^|]*\d)[A-Z0-9._/-]{1,64}$/;

/**
 * True for what names a record of a national system and says nothing of a person: the address of a FHIR R4 resource `AdverseEvent` or
 * `Immunization` (without a query, a fragment or an account, its id with a digit), `urn:uuid:…`, `urn:oid:…`, or an identifier
 * `SYSTEM|VALUE` whose value has capitals, digits and `._/-`, a digit among them. 500 characters at most.
 */
export function isRecordReference(text: string): boolean {
  return text.length <= 500 && (RESOURCE.test(text) || URN.test(text) || TOKEN.test(text));
}
