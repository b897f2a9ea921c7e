import { sql } from "kysely";
import { asId, type PartyId } from "#core/id.ts";
import type { Terms } from "#core/ledger/supply.ts";
import type { TeamOffer, TeamOfferId, TeamOfferStatus } from "#core/team/team-offer.ts";
import type { TeamNeeds } from "#core/team/team-needs.ts";
import type { TeamId } from "#core/team/team.ts";
import { asDay, type Day, type Instant } from "#core/time.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import type { Database } from "./schema.ts";
import { listCapabilities } from "./team.ts";

/** Writes a new offer of a team; false where the team is offered already, and then nothing is written. */
export async function insertTeamOffer(
  database: Database,
  offer: TeamOffer,
  createdAt: Instant,
): Promise<boolean> {
  const written = await database
    .insertInto("teamOffer")
    .values({
      ...offer,
      languages: [...offer.languages],
      needs: offer.needs === null ? null : JSON.stringify(offer.needs),
      version: 1,
      createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return written !== undefined;
}

/** What a command needs to know of a team's offer before it changes it. */
export interface LockedTeamOffer {
  readonly id: TeamOfferId;
  readonly teamId: TeamId;
  readonly partyId: PartyId;
  readonly status: TeamOfferStatus;
  readonly version: number;
}

/** The offer of a team, locked until the transaction ends; `undefined` where there is none. */
export async function lockTeamOffer(
  database: Database,
  id: TeamOfferId,
): Promise<LockedTeamOffer | undefined> {
  const row = await database
    .selectFrom("teamOffer")
    .innerJoin("team", "team.id", "teamOffer.teamId")
    .select(["teamOffer.teamId", "team.partyId", "teamOffer.status", "teamOffer.version"])
    .where("teamOffer.id", "=", id)
    .forUpdate("teamOffer")
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    id,
    teamId: asId<"team">(row.teamId),
    partyId: asId<"party">(row.partyId),
    status: row.status as TeamOfferStatus, // held by the table's CHECK
    version: row.version,
  };
}

/** Sets the status of a team's offer and counts its version up. */
export async function updateTeamOffer(
  database: Database,
  id: TeamOfferId,
  status: TeamOfferStatus,
): Promise<void> {
  await database
    .updateTable("teamOffer")
    .set({ status, version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
}

/** Open offers of teams whose last day is over, by id. */
export async function listTeamOffersToExpire(database: Database, today: Day): Promise<TeamOfferId[]> {
  const rows = await database
    .selectFrom("teamOffer")
    .select("id")
    .where("status", "=", "open")
    .where("availableUntil", "<", today)
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => asId<"team offer">(id));
}

/** How often a team has been offered, and its open offer: `undefined` where it has none. */
export async function findOpenTeamOffer(
  database: Database,
  teamId: TeamId,
): Promise<{ readonly count: number; readonly open: TeamOfferShown | undefined }> {
  const rows = await selectShown(database).where("teamOffer.teamId", "=", teamId).execute();
  const shown = await readShown(database, rows);
  return { count: rows.length, open: shown.find(({ status }) => status === "open") };
}

function selectShown(database: Database) {
  return database
    .selectFrom("teamOffer")
    .innerJoin("team", "team.id", "teamOffer.teamId")
    .innerJoin("party", "party.id", "team.partyId")
    .select([
      "teamOffer.id",
      "teamOffer.teamId",
      "team.name as teamName",
      "team.classifiedYear",
      "team.licences",
      "team.partyId",
      "party.code as partyCode",
      "party.name as partyName",
      "party.kind as partyKind",
      "party.country",
      "teamOffer.languages",
      "teamOffer.outpatientsPerDay",
      "teamOffer.inpatientBeds",
      "teamOffer.intensiveCareBeds",
      "teamOffer.majorOperationsPerDay",
      "teamOffer.minorOperationsPerDay",
      "teamOffer.selfSufficiencyDays",
      "teamOffer.availableFrom",
      "teamOffer.availableUntil",
      "teamOffer.emergency",
      "teamOffer.version",
      "teamOffer.createdAt",
    ])
    .select((eb) => [
      eb.ref("teamOffer.status").$castTo<TeamOfferStatus>().as("status"),
      eb.ref("teamOffer.terms").$castTo<Terms | null>().as("terms"),
      // Written by this file alone, in this shape.
      eb.ref("teamOffer.needs").$castTo<TeamNeeds | null>().as("needs"),
    ]);
}

async function readShown(
  database: Database,
  rows: Awaited<ReturnType<ReturnType<typeof selectShown>["execute"]>>,
) {
  const ids = rows.map(({ teamId }) => asId<"team">(teamId));
  const capabilities = await listCapabilities(database, ids);
  return rows.map((row) => ({
    ...row,
    availableFrom: readDay(row.availableFrom),
    availableUntil: readDay(row.availableUntil),
    capabilities: capabilities.get(asId<"team">(row.teamId)) ?? [],
  }));
}

function readDay(text: string | null): Day | null {
  return text === null ? null : asDay(text);
}

/** An offer of a team as it is shown, with the team and its party. */
export type TeamOfferShown = Awaited<ReturnType<typeof readShown>>[number];

/** The offer of a team as it is shown; `undefined` where there is none. */
export async function findTeamOffer(
  database: Database,
  id: TeamOfferId,
): Promise<TeamOfferShown | undefined> {
  const rows = await selectShown(database).where("teamOffer.id", "=", id).execute();
  return (await readShown(database, rows))[0];
}

/** Offers of teams, newest first. Reads `limit + 1` rows of the index on creation. */
export async function listTeamOffers(
  database: Database,
  filter: { readonly partyCode?: string | undefined; readonly status?: TeamOfferStatus | undefined },
  page: PageRequest,
): Promise<Page<TeamOfferShown>> {
  let query = selectShown(database);
  if (filter.partyCode !== undefined) query = query.where("party.code", "=", filter.partyCode);
  if (filter.status !== undefined) query = query.where("teamOffer.status", "=", filter.status);
  if (page.after !== undefined) {
    query = query.where(isOlder({ createdAt: "teamOffer.createdAt", id: "teamOffer.id" }, page.after));
  }
  const rows = await query
    .orderBy("teamOffer.createdAt", "desc")
    .orderBy("teamOffer.id", "desc")
    .limit(page.limit + 1)
    .execute();
  return cutPage(await readShown(database, rows), page.limit);
}
