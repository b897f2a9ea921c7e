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
  const row = await database
    .selectFrom("invitation")
    .select(["id", "partyId", "role", "email", "expiresAt"])
    .where("tokenSha256", "=", tokenSha256)
    .where("acceptedAt", "is", null)
    .where("expiresAt", ">", now)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
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
