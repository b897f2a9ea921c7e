import type { Kysely, KyselyPlugin } from "kysely";
import { asId, type PartyId, type UserId } from "#core/id.ts";
import type { Membership, Role } from "#core/party/party.ts";
import type { Instant } from "#core/time.ts";
import type { DB } from "./generated/schema.ts";
import type { Database } from "./schema.ts";

/** A person who can sign in. */
export interface User {
  readonly id: UserId;
  readonly name: string;
  /** Lower case. */
  readonly email: string;
  /** Whether the operator has made the account, or given it a password: then whoever has it has the address. */
  readonly emailVerified: boolean;
}

/** A role held, with the party's names, as it is shown. */
export interface MembershipShown {
  readonly partyId: PartyId;
  readonly partyCode: string;
  readonly partyName: string;
  readonly role: Role;
}

const USER_COLUMNS = ["id", "name", "email", "emailVerified"] as const;

/** The user with an id; `undefined` where there is none. */
export async function findUser(database: Database, id: UserId): Promise<User | undefined> {
  const row = await database
    .selectFrom("authUser")
    .select(USER_COLUMNS)
    .where("id", "=", id)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, id: asId<"user">(row.id) };
}

/** The user with an e-mail address, in whatever case; `undefined` where there is none. */
export async function findUserByEmail(database: Database, email: string): Promise<User | undefined> {
  const row = await database
    .selectFrom("authUser")
    .select(USER_COLUMNS)
    .where("email", "=", email.toLowerCase())
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, id: asId<"user">(row.id) };
}

/** Users by e-mail address. */
export async function listUsers(database: Database): Promise<readonly User[]> {
  const rows = await database.selectFrom("authUser").select(USER_COLUMNS).orderBy("email").execute();
  return rows.map((row) => ({ ...row, id: asId<"user">(row.id) }));
}

/** Writes a new user; false where the address is taken, and then nothing is written. */
export async function insertUser(database: Database, user: User, createdAt: Instant): Promise<boolean> {
  const written = await database
    .insertInto("authUser")
    .values({ ...user, image: null, createdAt, updatedAt: createdAt })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .returning("id")
    .executeTakeFirst();
  return written !== undefined;
}

/** Writes or replaces the hash of a user's password. */
export async function putPassword(
  database: Database,
  credential: { readonly id: string; readonly userId: UserId; readonly passwordHash: string },
  now: Instant,
): Promise<void> {
  const { id, userId, passwordHash: password } = credential;
  await database
    .insertInto("authCredential")
    .values({
      id,
      accountId: userId,
      providerId: "credential",
      userId,
      password,
      createdAt: now,
      updatedAt: now,
    })
    .onConflict((conflict) =>
      conflict.columns(["providerId", "accountId"]).doUpdateSet({ password, updatedAt: now }),
    )
    .execute();
}

/** Notes that the operator has seen to it that whoever has the account has its address. */
export async function vouchForUser(database: Database, userId: UserId, now: Instant): Promise<void> {
  await database
    .updateTable("authUser")
    .set({ emailVerified: true, updatedAt: now })
    .where("id", "=", userId)
    .execute();
}

/** Ends every session of a user. */
export async function deleteSessions(database: Database, userId: UserId): Promise<void> {
  await database.deleteFrom("authSession").where("userId", "=", userId).execute();
}

/** A key for programs, as it is stored: `keyHash` is the base64url SHA-256 of the key. */
export interface NewApiKey {
  readonly id: string;
  readonly userId: UserId;
  readonly name: string;
  readonly start: string;
  readonly prefix: string;
  readonly keyHash: string;
  readonly expiresAt: Instant | null;
  readonly createdAt: Instant;
}

/** Writes a key for programs. */
export async function insertApiKey(database: Database, key: NewApiKey): Promise<void> {
  const { userId, keyHash, createdAt, ...rest } = key;
  await database
    .insertInto("authApiKey")
    .values({
      ...rest,
      configId: "default",
      referenceId: userId,
      key: keyHash,
      enabled: true,
      rateLimitEnabled: false,
      requestCount: 0,
      createdAt,
      updatedAt: createdAt,
    })
    .execute();
}

/** A key for programs as it is shown: only its first characters are kept readable. */
export interface ApiKeyShown {
  readonly id: string;
  readonly name: string;
  readonly start: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
}

/** The keys of a user, newest first. */
export async function listApiKeys(database: Database, userId: UserId): Promise<readonly ApiKeyShown[]> {
  const rows = await database
    .selectFrom("authApiKey")
    .select(["id", "name", "start", "createdAt", "lastRequest as lastUsedAt", "expiresAt"])
    .where("referenceId", "=", userId)
    .orderBy("createdAt", "desc")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({ ...row, name: row.name ?? "", start: row.start ?? "" }));
}

/** Takes back a key of a user; false where the user has no such key. */
export async function deleteApiKey(
  database: Database,
  { userId, keyId }: { readonly userId: UserId; readonly keyId: string },
): Promise<boolean> {
  const removed = await database
    .deleteFrom("authApiKey")
    .where("id", "=", keyId)
    .where("referenceId", "=", userId)
    .returning("id")
    .executeTakeFirst();
  return removed !== undefined;
}

/** Takes back every key of a user. */
export async function deleteApiKeys(database: Database, userId: UserId): Promise<void> {
  await database.deleteFrom("authApiKey").where("referenceId", "=", userId).execute();
}

/** Roles of a user, party by party: what permissions are decided on. */
export async function listMemberships(database: Database, userId: UserId): Promise<readonly Membership[]> {
  const rows = await database
    .selectFrom("membership")
    .select(["partyId", "role"])
    .where("userId", "=", userId)
    .orderBy("partyId")
    .orderBy("role")
    .execute();
  // The role is held by the table's CHECK.
  return rows.map((row) => ({ partyId: asId<"party">(row.partyId), role: row.role as Role }));
}

/** Roles of users with the parties' names, by party code. */
export async function listMembershipsShown(
  database: Database,
  of: { readonly userId?: UserId | undefined; readonly partyId?: PartyId | undefined },
): Promise<
  readonly (MembershipShown & { readonly userId: UserId; readonly name: string; readonly email: string })[]
> {
  let query = database
    .selectFrom("membership")
    .innerJoin("party", "party.id", "membership.partyId")
    .innerJoin("authUser", "authUser.id", "membership.userId")
    .select([
      "membership.userId",
      "authUser.name",
      "authUser.email",
      "membership.partyId",
      "party.code as partyCode",
      "party.name as partyName",
      "membership.role",
    ])
    .orderBy("party.code")
    .orderBy("authUser.email")
    .orderBy("membership.role");
  if (of.userId !== undefined) query = query.where("membership.userId", "=", of.userId);
  if (of.partyId !== undefined) query = query.where("membership.partyId", "=", of.partyId);
  const rows = await query.execute();
  return rows.map((row) => ({
    ...row,
    userId: asId<"user">(row.userId),
    partyId: asId<"party">(row.partyId),
    role: row.role as Role, // held by the table's CHECK
  }));
}

/** Gives a user a role for a party; nothing happens where it is held already. */
export async function insertMembership(
  database: Database,
  membership: Membership & { readonly userId: UserId },
  grantedAt: Instant,
): Promise<void> {
  await database
    .insertInto("membership")
    .values({ ...membership, grantedAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Takes a role from a user; false where it was not held. */
export async function deleteMembership(
  database: Database,
  { userId, partyId, role }: Membership & { readonly userId: UserId },
): Promise<boolean> {
  const removed = await database
    .deleteFrom("membership")
    .where("userId", "=", userId)
    .where("partyId", "=", partyId)
    .where("role", "=", role)
    .returning("userId")
    .executeTakeFirst();
  return removed !== undefined;
}

/** Whether anybody holds a role for a party. Locks nothing. */
export async function hasMember(database: Database, { partyId, role }: Membership): Promise<boolean> {
  const row = await database
    .selectFrom("membership")
    .select("userId")
    .where("partyId", "=", partyId)
    .where("role", "=", role)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The secret that signs cookies: `candidate` where there is none yet; two servers at once get the same. */
export async function ensureSecret(database: Database, candidate: string): Promise<string> {
  await database
    .insertInto("authSecret")
    .values({ secret: candidate })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { secret } = await database.selectFrom("authSecret").select("secret").executeTakeFirstOrThrow();
  return secret;
}

/** What the sign-in library works on: the same pool, with its own column names and with `Date` for instants. */
export interface SignInDatabase {
  readonly db: Kysely<DB>;
  readonly type: "postgres";
  readonly transaction: true;
}

/** Returns the database as the sign-in library reads it. It compares instants as `Date`; our pool gives text. */
export function openSignInDatabase(database: Database): SignInDatabase {
  return { db: database.withoutPlugins().withPlugin(readDates), type: "postgres", transaction: true };
}

const DATE_COLUMN = /(_at|^last_request)$/;

const readDates: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  transformResult: async ({ result }) => ({
    ...result,
    rows: result.rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === "string" && DATE_COLUMN.test(name) ? new Date(value) : value,
        ]),
      ),
    ),
  }),
};
