import { sql } from "kysely";
import { asId, type CommandId, type PartyId, type SiteId } from "#core/id.ts";
import type { PersonDose } from "#core/session/person-dose.ts";
import type { DoseNumber } from "#core/session/session-report.ts";
import { asDay } from "#core/time.ts";
import { listBatches } from "./batches.ts";
import type { Database } from "./schema.ts";

/** Writes who got which doses of a report, under pseudonyms. */
export async function insertPersons(
  database: Database,
  { reportId, partyId }: { readonly reportId: CommandId; readonly partyId: PartyId },
  persons: readonly { readonly lineNumber: number; readonly pseudonym: string }[],
): Promise<void> {
  const rows = persons.map((person) => ({ ...person, reportId, partyId }));
  for (const batch of listBatches(rows, 4)) {
    await database.insertInto("sessionPerson").values(batch).execute();
  }
}

/**
 * The doses of persons in reports of a party that stand, by pseudonym: at one site where it is named, of the pseudonyms alone where they
 * are. The vaccine is that of the lot where it is known.
 */
export async function listPersonDoses(
  database: Database,
  of: {
    readonly partyId: PartyId;
    readonly siteId?: SiteId | undefined;
    readonly pseudonyms?: readonly string[] | undefined;
  },
): Promise<readonly PersonDose[]> {
  const siteId = of.siteId ?? null;
  const pseudonyms = of.pseudonyms ?? null;
  const { rows } = await sql<
    Pick<PersonDose, "pseudonym" | "lineNumber" | "itemId"> & {
      readonly reportId: string;
      readonly heldOn: string;
      readonly doseNumber: string | null;
    }
  >`
    select p.pseudonym, p.report_id as "reportId", p.line_number as "lineNumber", r.held_on as "heldOn",
      coalesce(s.item_id, r.item_id) as "itemId", l.dose_number as "doseNumber"
    from session_person as p
    join session_report as r on r.id = p.report_id
    join session_line as l on l.report_id = p.report_id and l.line_number = p.line_number
    left join supply as s on s.supply_id = l.supply_id
    where p.party_id = ${of.partyId} and (${siteId}::uuid is null or r.site_id = ${siteId}::uuid)
      and (${pseudonyms}::text[] is null or p.pseudonym = any(${pseudonyms}::text[]))
      and not exists (select from session_report as later where later.corrects_id = r.id)
    order by p.pseudonym, r.held_on, p.report_id, p.line_number
  `.execute(database);
  return rows.map((row) => ({
    ...row,
    reportId: asId<"command">(row.reportId),
    heldOn: asDay(row.heldOn),
    doseNumber: row.doseNumber as DoseNumber | null, // written from a checked command
  }));
}

/** The pseudonyms of a report's lines, by line. */
export async function listReportPersons(
  database: Database,
  reportId: CommandId,
): Promise<readonly { readonly lineNumber: number; readonly pseudonym: string }[]> {
  return await database
    .selectFrom("sessionPerson")
    .select(["lineNumber", "pseudonym"])
    .where("reportId", "=", reportId)
    .orderBy("lineNumber")
    .orderBy("pseudonym")
    .execute();
}

/** Erases a pseudonym from all reports of a party, also from those that were corrected; returns of how many doses. */
export async function erasePerson(
  database: Database,
  { partyId, pseudonym }: { readonly partyId: PartyId; readonly pseudonym: string },
): Promise<number> {
  const { numDeletedRows } = await database
    .deleteFrom("sessionPerson")
    .where("partyId", "=", partyId)
    .where("pseudonym", "=", pseudonym)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
