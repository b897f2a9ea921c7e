import { asId, type PartyId } from "#core/id.ts";
import { type Party, type PartyKind, SECRETARIAT_CODE } from "#core/party/party.ts";
import type { Instant } from "#core/time.ts";
import type { Database } from "./schema.ts";

interface PartyRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly country: string | null;
}

const COLUMNS = ["id", "code", "name", "kind", "country"] as const;

function readParty(row: PartyRow): Party {
  // The kind is held by the table's CHECK.
  return { ...row, id: asId<"party">(row.id), kind: row.kind as PartyKind };
}

/** The party with an id; `undefined` where there is none. */
export async function findParty(database: Database, id: PartyId): Promise<Party | undefined> {
  const row = await database.selectFrom("party").select(COLUMNS).where("id", "=", id).executeTakeFirst();
  return row === undefined ? undefined : readParty(row);
}

/** The party with a code; `undefined` where there is none. */
export async function findPartyByCode(database: Database, code: string): Promise<Party | undefined> {
  const row = await database.selectFrom("party").select(COLUMNS).where("code", "=", code).executeTakeFirst();
  return row === undefined ? undefined : readParty(row);
}

/** The party with a code, locked until the transaction ends; `undefined` where there is none. */
export async function lockParty(database: Database, code: string): Promise<Party | undefined> {
  const row = await database
    .selectFrom("party")
    .select(COLUMNS)
    .where("code", "=", code)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : readParty(row);
}

/** The party that runs the system; `undefined` before the reference parties have been written. */
export async function findSecretariatId(database: Database): Promise<PartyId | undefined> {
  return (await findPartyByCode(database, SECRETARIAT_CODE))?.id;
}

/** Parties by code, from the one after `afterCode` on, `limit` at most. */
export async function listParties(
  database: Database,
  filter: { readonly kind?: PartyKind | undefined },
  page: { readonly afterCode?: string | undefined; readonly limit: number },
): Promise<readonly Party[]> {
  let query = database.selectFrom("party").select(COLUMNS).orderBy("code").limit(page.limit);
  if (filter.kind !== undefined) query = query.where("kind", "=", filter.kind);
  if (page.afterCode !== undefined) query = query.where("code", ">", page.afterCode);
  return (await query.execute()).map(readParty);
}

/** Writes a new party; false where its code or id is taken, and then nothing is written. */
export async function insertParty(database: Database, party: Party, createdAt: Instant): Promise<boolean> {
  const written = await database
    .insertInto("party")
    .values({ ...party, createdAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return written !== undefined;
}

/** The id of the party that runs the system. It is made with the reference data, before anything else. */
export async function getSecretariatId(database: Database): Promise<PartyId> {
  const row = await database
    .selectFrom("party")
    .select("id")
    .where("code", "=", SECRETARIAT_CODE)
    .executeTakeFirstOrThrow();
  return asId<"party">(row.id);
}
