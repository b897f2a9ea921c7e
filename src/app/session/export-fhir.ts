import { v5 } from "uuid";
import type { FhirPlace, FhirVaccine, NameEntry } from "#formats/fhir/bundle.ts";
import { writeAdverseEvents } from "#formats/fhir/write-adverse-events.ts";
import { type GivenDoses, writeImmunizations } from "#formats/fhir/write-immunizations.ts";
import type { CommandId, PartyId, SiteId, SupplyId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import type { Supply } from "#core/ledger/supply.ts";
import type { Actor } from "#core/party/party.ts";
import { permit } from "#core/permission.ts";
import { accept, type MalformedRefusal, type Result, refuse } from "#core/result.ts";
import { listKnownEvents } from "#store/adverse-event.ts";
import type { Place } from "#store/dose.ts";
import { findSupplies } from "#store/ledger.ts";
import { findParty } from "#store/party.ts";
import { type FoundSession, findSession, listLineSettlements } from "#store/session.ts";
import { findSites } from "#store/site.ts";
import type { AppContext } from "../context.ts";

/** Resources that one bundle has at most: of a session of more doses nobody can take on one file. */
const RESOURCES_MAX = 20_000;

/** Namespace of the addresses of entries in our bundles; a constant, so that the same thing always has the same one. */
const ENTRIES = "5f0c5f0e-54a0-5d7e-8a53-4f0c1d0ad3a5";

/**
 * The doses given at a session as a FHIR R4 bundle of `Immunization` (`writeImmunizations`), as a file. For members of the party. Refuses,
 * in this order, with `not_found`, `not_permitted`, `malformed` where there are more than 20,000 doses.
 */
export async function exportSession(
  context: AppContext,
  actor: Actor,
  { reportId }: { readonly reportId: CommandId },
) {
  const { database } = context;
  const report = await findSession(database, reportId);
  if (report === undefined) return refuse({ code: "not_found", noun: "session report", id: reportId });
  const permitted = permit(actor, "read_unpublished", { self: report.partyId });
  if (!permitted.ok) return permitted;
  const given = await listGiven(context, report);
  const bounded = checkSize(given.reduce((sum, { quantity }) => sum + quantity, 0));
  if (!bounded.ok) return bounded;
  const { heldOn, recordedAt } = report;
  const place = await describePlace(context, report);
  const isCorrected = report.correctedBy !== null;
  const bundle = writeImmunizations(
    { id: reportId, heldOn, recordedAt: asFhirInstant(recordedAt), isCorrected, place, given },
    nameEntriesOf(reportId),
  );
  return accept(asFile(`session-${heldOn}-${reportId}`, bundle));
}

/**
 * Adverse events known after doses of a lot at a site as a FHIR R4 bundle of `AdverseEvent` (`writeAdverseEvents`), as a file. For members
 * of the party. Refuses, in this order, with `not_permitted`, `not_found` where nothing has been said of the lot, `malformed` where there
 * are more than 20,000 events.
 */
export async function exportAdverseEvents(
  context: AppContext,
  actor: Actor,
  { partyId, siteId, supplyId }: Place & { readonly supplyId: SupplyId },
) {
  const { database } = context;
  const permitted = permit(actor, "read_unpublished", { self: partyId });
  if (!permitted.ok) return permitted;
  const [known] = await listKnownEvents(database, { partyId, siteId }, [supplyId]);
  const supply = (await findSupplies(database, [supplyId])).get(supplyId);
  if (known === undefined || supply === undefined) {
    return refuse({ code: "not_found", noun: "adverse event count", id: supplyId });
  }
  const { serious, notSerious, references } = known;
  const bounded = checkSize(serious + notSerious);
  if (!bounded.ok) return bounded;
  const id = v5(`${partyId} ${siteId} ${supplyId}`, ENTRIES);
  const bundle = writeAdverseEvents(
    {
      id,
      recordedAt: asFhirInstant(known.recordedAt),
      place: await describePlace(context, { partyId, siteId }),
      vaccine: describeVaccine(context, supply.itemId),
      lotNumber: supply.lotNumber,
      expiry: supply.expiry,
      serious,
      notSerious,
      references,
    },
    nameEntriesOf(id),
  );
  return accept(asFile(`adverse-events-${known.knownOn}-${supplyId}`, bundle));
}

function checkSize(count: number): Result<null, MalformedRefusal> {
  if (count <= RESOURCES_MAX) return accept(null);
  const facts = { maximum: RESOURCES_MAX };
  const problem = { field: "resources", value: String(count), rule: "too_many", facts };
  return refuse({ code: "malformed", problems: [problem] });
}

/** The doses given, line by line; of a line that was settled, lot by lot, and last those without one. */
async function listGiven(context: AppContext, report: FoundSession): Promise<GivenDoses[]> {
  const settlements = await listLineSettlements(context.database, report.id);
  const named = report.lines.flatMap(({ supplyId }) => (supplyId === null ? [] : [supplyId]));
  const supplies = await findSupplies(context.database, [
    ...named,
    ...settlements.map(({ supplyId }) => supplyId),
  ]);
  return report.lines.flatMap(({ outcome, supplyId, quantity, doseNumber }, index) => {
    if (outcome !== "given") return [];
    const lineNumber = index + 1;
    const settled = settlements.filter((one) => one.lineNumber === lineNumber);
    const rest = quantity - settled.reduce((sum, one) => sum + one.quantity, 0);
    const parts = [...settled, { supplyId, quantity: rest }];
    let before = 0;
    return parts.flatMap((part): GivenDoses[] => {
      if (part.quantity === 0) return [];
      const lot = part.supplyId === null ? undefined : supplies.get(part.supplyId);
      const doses = describeDoses(context, lot, report.itemId);
      const one = { lineNumber, before, ...doses, doseNumber, quantity: part.quantity };
      before += part.quantity;
      return [one];
    });
  });
}

function describeDoses(context: AppContext, lot: Supply | undefined, itemId: string) {
  const { lotNumber = null, expiry = null } = lot ?? {};
  return { vaccine: describeVaccine(context, lot?.itemId ?? itemId), lotNumber, expiry };
}

function describeVaccine({ reference }: AppContext, itemId: string): FhirVaccine {
  const code = reference.vaccineCodes.get(itemId);
  const name = reference.items.get(itemId)?.names.en ?? itemId;
  return { name, cvx: code === undefined ? null : { code: code.cvx, display: code.display } };
}

async function describePlace(
  { database }: AppContext,
  { partyId, siteId }: { readonly partyId: PartyId; readonly siteId: SiteId },
): Promise<FhirPlace> {
  const party = await findParty(database, partyId);
  const site = (await findSites(database, [siteId])).get(siteId);
  invariant(party !== undefined && site !== undefined, "a report's party and site are there");
  const { unLocode, country, latitude, longitude } = site;
  return {
    partyName: party.name,
    partyCode: party.code,
    siteName: site.name,
    siteCode: site.code,
    unLocode,
    country,
    latitude,
    longitude,
  };
}

/** FHIR's `instant` (R4, section 2.24.0.1) of an instant as the database writes it. */
function asFhirInstant(text: string): string {
  return new Date(text).toISOString();
}

function nameEntriesOf(id: string): NameEntry {
  return (name) => `urn:uuid:${v5(`${id} ${name}`, ENTRIES)}`;
}

function asFile(name: string, bundle: object) {
  return { fileName: `${name}.json`, text: `${JSON.stringify(bundle, null, 2)}\n` };
}
