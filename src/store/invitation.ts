import { asId, type PartyId, type UserId } from "#core/id.ts";
import type { Role } from "#core/party/party.ts";
import type { Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** A role offered to somebody by e-mail address. */
export interface Invitation {
  readonly id: string;
  readonly partyId: PartyId;
  readonly role: Role;
  /** Lower case. */
  readonly email: string;
  readonly expiresAt: Instant;
}

/** Writes an invitation; of its token only the SHA-256 is kept. */
export async function insertInvitation(
  database: Database,
  invitation: Invitation & { readonly tokenSha256: string; readonly invitedBy: UserId },
  createdAt: Instant,
): Promise<void> {
  await database
    .insertInto("invitation")
    .values({ ...invitation, createdAt, acceptedAt: null })
    .execute();
}

/** The invitation with a token, if it is open at `now`; locked until the transaction ends. */
export async function lockOpenInvitation(
  database: Database,
  tokenSha256: string,
  now: Instant,
): Promise<Invitation | undefined> {
  const row = await selectOpen(database, now)
    .where("tokenSha256", "=", tokenSha256)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : readRow(row);
}

/** The invitation with a token, if it is open at `now`. */
export async function findOpenInvitation(
  database: Database,
  tokenSha256: string,
  now: Instant,
): Promise<Invitation | undefined> {
  const row = await selectOpen(database, now).where("tokenSha256", "=", tokenSha256).executeTakeFirst();
  return row === undefined ? undefined : readRow(row);
}

/** The invitations of a party that are open at `now`, newest first. */
export async function listOpenInvitations(
  database: Database,
  partyId: PartyId,
  now: Instant,
): Promise<readonly Invitation[]> {
  const rows = await selectOpen(database, now)
    .where("partyId", "=", partyId)
    .orderBy("createdAt", "desc")
    .orderBy("id")
    .execute();
  return rows.map(readRow);
}

/** Ends an open invitation of a party; false where there is none. */
export async function expireInvitation(
  database: Database,
  { partyId, id }: Pick<Invitation, "partyId" | "id">,
  now: Instant,
): Promise<boolean> {
  const ended = await database
    .updateTable("invitation")
    .set({ expiresAt: now })
    .where("id", "=", id)
    .where("partyId", "=", partyId)
    .where("acceptedAt", "is", null)
    .where("expiresAt", ">", now)
    .returning("id")
    .executeTakeFirst();
  return ended !== undefined;
}

function selectOpen(database: Database, now: Instant) {
  return database
    .selectFrom("invitation")
    .select(["id", "partyId", "role", "email", "expiresAt"])
    .where("acceptedAt", "is", null)
    .where("expiresAt", ">", now);
}

type InvitationRow = Awaited<ReturnType<ReturnType<typeof selectOpen>["executeTakeFirstOrThrow"]>>;

function readRow(row: InvitationRow): Invitation {
  return {
    ...row,
    partyId: asId<"party">(row.partyId),
    role: row.role as Role, // held by the table's CHECK
    expiresAt: row.expiresAt as Instant, // as the pool reads every timestamp
  };
}

/** Marks an invitation as accepted. */
export async function closeInvitation(database: Database, id: string, acceptedAt: Instant): Promise<void> {
  await database.updateTable("invitation").set({ acceptedAt }).where("id", "=", id).execute();
}
