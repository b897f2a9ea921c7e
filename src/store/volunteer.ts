import { type ExpressionBuilder, sql } from "kysely";
import { asId, type CommandId, type PartyId } from "#core/id.ts";
import { asDay, type Day, type Instant } from "#core/time.ts";
import type { Profession, VolunteerSkill } from "#core/volunteer/profession.ts";
import type { ConsentScope, Volunteer, VolunteerFacts, VolunteerId } from "#core/volunteer/volunteer.ts";
import { isOneOf } from "./batches.ts";
import type { DB } from "./generated/schema.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import type { Database } from "./schema.ts";

/** A volunteer as kept, with the version that a change has seen. */
export interface KeptVolunteer extends Volunteer {
  readonly version: number;
  readonly createdAt: Instant;
}

/** Writes a new volunteer; false where the roster has the reference already, and then nothing is written. */
export async function insertVolunteer(
  database: Database,
  volunteer: Volunteer,
  createdAt: Instant,
): Promise<boolean> {
  const { id, partyId, reference, name, contact, profession, skills, languages } = volunteer;
  const head = { id, partyId, reference, name, contact, profession, version: 1, createdAt };
  const written = await database
    .insertInto("volunteer")
    .values({ ...head, skills: [...skills], languages: [...languages] })
    .onConflict((conflict) => conflict.columns(["partyId", "reference"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (written === undefined) return false;
  await insertParts(database, id, volunteer);
  return true;
}

/** Replaces all that is kept of a volunteer, and counts the version up. */
export async function updateVolunteer(
  database: Database,
  id: VolunteerId,
  facts: VolunteerFacts,
): Promise<void> {
  const { name, contact, profession, skills, languages } = facts;
  await database
    .updateTable("volunteer")
    .set({ name, contact, profession, skills: [...skills], languages: [...languages] })
    .set({ version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
  for (const table of ["volunteerLicence", "volunteerDays", "volunteerConsent"] as const) {
    await database.deleteFrom(table).where("volunteerId", "=", id).execute();
  }
  await insertParts(database, id, facts);
}

async function insertParts(
  database: Database,
  volunteerId: VolunteerId,
  { licences, days, consents }: VolunteerFacts,
): Promise<void> {
  const own = <Row extends object>(rows: readonly Row[]) => rows.map((row) => ({ volunteerId, ...row }));
  if (licences.length > 0) await database.insertInto("volunteerLicence").values(own(licences)).execute();
  if (days.length > 0) await database.insertInto("volunteerDays").values(own(days)).execute();
  if (consents.length > 0) await database.insertInto("volunteerConsent").values(own(consents)).execute();
}

/** Writes down that a consent was taken back, and counts the version up. */
export async function withdrawVolunteerConsent(
  database: Database,
  { id, scope, day }: { readonly id: VolunteerId; readonly scope: ConsentScope; readonly day: Day },
): Promise<void> {
  await database
    .updateTable("volunteerConsent")
    .set({ withdrawnOn: day })
    .where("volunteerId", "=", id)
    .where("scope", "=", scope)
    .execute();
  await database.updateTable("volunteer").set({ version: sql`version + 1` }).where("id", "=", id).execute();
}

function selectHeads(database: Database) {
  return database
    .selectFrom("volunteer")
    .select([
      "volunteer.id",
      "volunteer.partyId",
      "volunteer.reference",
      "volunteer.name",
      "volunteer.contact",
      "volunteer.profession",
      "volunteer.skills",
      "volunteer.languages",
      "volunteer.version",
      "volunteer.createdAt",
    ]);
}

async function readParts(
  database: Database,
  rows: Awaited<ReturnType<ReturnType<typeof selectHeads>["execute"]>>,
): Promise<readonly KeptVolunteer[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const licences = await database
    .selectFrom("volunteerLicence")
    .selectAll()
    .where(isOneOf("volunteerId", ids))
    // As `arrange` of core orders them, whatever the database's own order of letters is.
    .orderBy(sql`country collate "C"`)
    .orderBy(sql`number collate "C"`)
    .execute();
  const days = await database
    .selectFrom("volunteerDays")
    .selectAll()
    .where(isOneOf("volunteerId", ids))
    .orderBy("fromDay")
    .execute();
  const consents = await database
    .selectFrom("volunteerConsent")
    .selectAll()
    .where(isOneOf("volunteerId", ids))
    .orderBy("scope", "desc")
    .execute();
  const readDay = (text: string | null) => (text === null ? null : asDay(text));
  const of = <Part extends { volunteerId: string }>(id: string, parts: readonly Part[]) =>
    parts.filter(({ volunteerId }) => volunteerId === id);
  return rows.map((row) => ({
    ...row,
    id: asId(row.id),
    partyId: asId(row.partyId),
    // Closed words were checked before they were written.
    profession: row.profession as Profession,
    skills: row.skills as VolunteerSkill[],
    createdAt: row.createdAt as Instant,
    licences: of(row.id, licences).map(({ country, number, validUntil }) => {
      return { country, number, validUntil: asDay(validUntil) };
    }),
    days: of(row.id, days).map(({ fromDay, untilDay }) => {
      return { fromDay: asDay(fromDay), untilDay: asDay(untilDay) };
    }),
    consents: of(row.id, consents).map(({ scope, givenOn, untilDay, withdrawnOn }) => ({
      scope: scope as ConsentScope, // held by the table's CHECK
      givenOn: asDay(givenOn),
      untilDay: asDay(untilDay),
      withdrawnOn: readDay(withdrawnOn),
    })),
  }));
}

/** The volunteer, locked until the transaction ends; `undefined` where there is none. */
export async function lockVolunteer(database: Database, id: VolunteerId): Promise<KeptVolunteer | undefined> {
  const rows = await selectHeads(database).where("volunteer.id", "=", id).forUpdate().execute();
  return (await readParts(database, rows))[0];
}

/** Those of the volunteers that there are. */
export async function findVolunteers(
  database: Database,
  ids: readonly VolunteerId[],
): Promise<readonly KeptVolunteer[]> {
  const rows = await selectHeads(database)
    .where(isOneOf("volunteer.id", ids))
    .orderBy("volunteer.reference")
    .execute();
  return await readParts(database, rows);
}

/** The volunteer of a roster with a reference, locked until the transaction ends; `undefined` where there is none. */
export async function lockVolunteerByReference(
  database: Database,
  { partyId, reference }: { readonly partyId: PartyId; readonly reference: string },
): Promise<KeptVolunteer | undefined> {
  const rows = await selectHeads(database)
    .where("volunteer.partyId", "=", partyId)
    .where("volunteer.reference", "=", reference)
    .forUpdate()
    .execute();
  return (await readParts(database, rows))[0];
}

/** Which of a roster's volunteers: all that is given has to fit. */
export interface VolunteerFilter {
  readonly profession?: Profession | undefined;
  readonly skill?: VolunteerSkill | undefined;
  /** ISO 639-1. */
  readonly language?: string | undefined;
  /** One window of availability holds all days from the first to the second. */
  readonly fromDay?: Day | undefined;
  readonly untilDay?: Day | undefined;
}

/** Volunteers whose consent to the roster holds on a day: what is left of others is erased by the job. */
function isConsenting(today: Day) {
  return (eb: ExpressionBuilder<DB, "volunteer">) =>
    eb.exists(
      eb
        .selectFrom("volunteerConsent")
        .select("scope")
        .whereRef("volunteerConsent.volunteerId", "=", "volunteer.id")
        .where("scope", "=", "roster")
        .where("withdrawnOn", "is", null)
        .where("untilDay", ">=", today),
    );
}

/** Volunteers of a party whose consent holds today, newest first. Reads the party's part of the index on creation. */
export async function listVolunteers(
  database: Database,
  {
    partyId,
    today,
    filter,
  }: { readonly partyId: PartyId; readonly today: Day; readonly filter: VolunteerFilter },
  page: PageRequest,
): Promise<Page<KeptVolunteer>> {
  const { profession, skill, language, fromDay, untilDay = fromDay } = filter;
  let query = selectHeads(database).where("volunteer.partyId", "=", partyId).where(isConsenting(today));
  if (profession !== undefined) query = query.where("volunteer.profession", "=", profession);
  if (skill !== undefined) query = query.where(sql<boolean>`${skill} = any(volunteer.skills)`);
  if (language !== undefined) query = query.where(sql<boolean>`${language} = any(volunteer.languages)`);
  const first = fromDay ?? untilDay;
  if (first !== undefined) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom("volunteerDays")
          .select("fromDay")
          .whereRef("volunteerDays.volunteerId", "=", "volunteer.id")
          .where("fromDay", "<=", first)
          .where("untilDay", ">=", untilDay ?? first),
      ),
    );
  }
  if (page.after !== undefined) {
    query = query.where(isOlder({ createdAt: "volunteer.createdAt", id: "volunteer.id" }, page.after));
  }
  const rows = await query
    .orderBy("volunteer.createdAt", "desc")
    .orderBy("volunteer.id", "desc")
    .limit(page.limit + 1)
    .execute();
  return cutPage(await readParts(database, rows), page.limit);
}

/** Profession and languages of everybody on a roster whose consent holds today, without who they are. */
export async function listRosterKeys(
  database: Database,
  partyId: PartyId,
  today: Day,
): Promise<readonly { readonly profession: string; readonly languages: readonly string[] }[]> {
  return await database
    .selectFrom("volunteer")
    .select(["profession", "languages"])
    .where("volunteer.partyId", "=", partyId)
    .where(isConsenting(today))
    .execute();
}

/** Whether a party publishes the counts of its roster. */
export async function putRoster(
  database: Database,
  { partyId, publishesCounts }: { readonly partyId: PartyId; readonly publishesCounts: boolean },
): Promise<void> {
  await database
    .insertInto("roster")
    .values({ partyId, publishesCounts, version: 1 })
    .onConflict((conflict) =>
      conflict.column("partyId").doUpdateSet({ publishesCounts, version: sql`roster.version + 1` }),
    )
    .execute();
}

/** The parties that publish the counts of their rosters, by code; of one party where its code is given. */
export async function listPublishedRosters(database: Database, partyCode: string | undefined) {
  let query = database
    .selectFrom("roster")
    .innerJoin("party", "party.id", "roster.partyId")
    .select(["roster.partyId", "party.code as partyCode"])
    .where("publishesCounts", "=", true);
  if (partyCode !== undefined) query = query.where("party.code", "=", partyCode);
  const rows = await query.orderBy("party.code").execute();
  return rows.map((row) => ({ ...row, partyId: asId<"party">(row.partyId) }));
}

/** True where a party publishes the counts of its roster. */
export async function isRosterPublished(database: Database, partyId: PartyId): Promise<boolean> {
  const row = await database
    .selectFrom("roster")
    .select("publishesCounts")
    .where("partyId", "=", partyId)
    .executeTakeFirst();
  return row?.publishesCounts ?? false;
}

/** With what a command about a volunteer was sealed; `undefined` where it was not accepted, or the person was erased. */
export async function findSealKey(database: Database, commandId: CommandId): Promise<string | undefined> {
  const row = await database
    .selectFrom("volunteerSeal")
    .select("sealKey")
    .where("commandId", "=", commandId)
    .executeTakeFirst();
  return row?.sealKey;
}

/** Keeps with what a command about a volunteer was sealed, as long as the volunteer is kept. */
export async function insertSealKey(
  database: Database,
  seal: { readonly commandId: CommandId; readonly volunteerId: VolunteerId; readonly sealKey: string },
): Promise<void> {
  await database.insertInto("volunteerSeal").values(seal).execute();
}
