import { asId, type PartyId } from "#core/id.ts";
import { TEAM_TYPES, type Capability, type Speciality, type Team, type TeamId } from "#core/team/team.ts";
import type { TeamType } from "#core/team/team.ts";
import type { Instant } from "#core/time.ts";
import { isOneOf } from "./batches.ts";
import type { Database } from "./schema.ts";

/** Writes a new team; false where the party has one of this name, and then nothing is written. */
export async function insertTeam(database: Database, team: Team, createdAt: Instant): Promise<boolean> {
  const { capabilities, licences, ...head } = team;
  const written = await database
    .insertInto("team")
    .values({ ...head, licences: [...licences], version: 1, createdAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (written === undefined) return false;
  await database
    .insertInto("teamCapability")
    .values(
      capabilities.map(({ type, count, specialities }) => ({
        teamId: team.id,
        type,
        count,
        specialities: [...specialities],
      })),
    )
    .execute();
  return true;
}

/** The teams of a party, by name. */
export async function listTeamsOf(database: Database, partyId: PartyId): Promise<readonly Team[]> {
  const rows = await selectTeams(database).where("partyId", "=", partyId).orderBy("name").execute();
  const capabilities = await listCapabilities(
    database,
    rows.map(({ id }) => asId<"team">(id)),
  );
  return rows.map((row) => readTeam(row, capabilities));
}

/** The team, locked until the transaction ends; `undefined` where there is none. */
export async function lockTeam(database: Database, id: TeamId): Promise<Team | undefined> {
  const row = await selectTeams(database).where("id", "=", id).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : readTeam(row, await listCapabilities(database, [id]));
}

function selectTeams(database: Database) {
  return database.selectFrom("team").select(["id", "partyId", "name", "classifiedYear", "licences"]);
}
type TeamRow = Awaited<ReturnType<ReturnType<typeof selectTeams>["execute"]>>[number];

function readTeam(row: TeamRow, capabilities: ReadonlyMap<TeamId, readonly Capability[]>): Team {
  const id = asId<"team">(row.id);
  return { ...row, id, partyId: asId<"party">(row.partyId), capabilities: capabilities.get(id) ?? [] };
}

/** What each of the teams can do, in the order of the types. */
export async function listCapabilities(
  database: Database,
  ids: readonly TeamId[],
): Promise<ReadonlyMap<TeamId, readonly Capability[]>> {
  const found = new Map<TeamId, Capability[]>();
  if (ids.length === 0) return found;
  const rows = await database
    .selectFrom("teamCapability")
    .select(["teamId", "type", "count", "specialities"])
    .where(isOneOf("teamId", ids))
    .execute();
  // Types are held by the table's CHECK; specialities were checked before they were written.
  const read = rows.map((row) => ({
    teamId: asId<"team">(row.teamId),
    type: row.type as TeamType,
    count: row.count,
    specialities: row.specialities as Speciality[],
  }));
  for (const type of TEAM_TYPES) {
    for (const { teamId, ...capability } of read.filter((one) => one.type === type)) {
      const known = found.get(teamId);
      if (known === undefined) found.set(teamId, [capability]);
      else known.push(capability);
    }
  }
  return found;
}
