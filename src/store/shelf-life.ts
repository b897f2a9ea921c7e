import { asId, type PartyId } from "#core/id.ts";
import type { ItemShelfLifeRule } from "#core/shelf-life/shelf-life.ts";
import type { Instant } from "#core/time.ts";
import { isOneOf } from "./batches.ts";
import type { Database } from "./schema.ts";

/** What of a recipient's rules is kept beside what they ask. */
export interface KeptShelfLifeRule extends ItemShelfLifeRule {
  readonly id: string;
  readonly partyId: PartyId;
  /** 1 for the first rule of the party for the item, then counted up. */
  readonly version: number;
  readonly setAt: string;
  readonly retiredAt: string | null;
}

const COLUMNS = [
  "id",
  "partyId",
  "itemId",
  "leastDays",
  "leastPerCent",
  "version",
  "setAt",
  "retiredAt",
] as const;

/** The rules of recipients that hold, by party and item. */
export async function listShelfLifeRules(
  database: Database,
  partyIds: readonly PartyId[],
): Promise<ItemShelfLifeRule[]> {
  if (partyIds.length === 0) return [];
  const rows = await database
    .selectFrom("shelfLifeRule")
    .select(["partyId", "itemId", "leastDays", "leastPerCent"])
    .where(isOneOf("partyId", partyIds))
    .where("retiredAt", "is", null)
    .orderBy("partyId")
    .orderBy("itemId")
    .execute();
  return rows.map((row) => ({ ...row, partyId: asId<"party">(row.partyId) }));
}

/** Every rule that a party has or had, those of an item together and the newest of them first. */
export async function listKeptRules(database: Database, partyId: PartyId): Promise<KeptShelfLifeRule[]> {
  const rows = await database
    .selectFrom("shelfLifeRule")
    .select(COLUMNS)
    .where("partyId", "=", partyId)
    .orderBy("itemId")
    .orderBy("version", "desc")
    .execute();
  return rows.map((row) => ({ ...row, partyId: asId<"party">(row.partyId) }));
}

/** The newest rule of a party for an item, retired or not, locked; `undefined` where it never had one. */
export async function lockNewestRule(
  database: Database,
  { partyId, itemId }: { readonly partyId: PartyId; readonly itemId: string },
): Promise<KeptShelfLifeRule | undefined> {
  const row = await database
    .selectFrom("shelfLifeRule")
    .select(COLUMNS)
    .where("partyId", "=", partyId)
    .where("itemId", "=", itemId)
    .orderBy("version", "desc")
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, partyId };
}

/** Ends a rule. */
export async function retireRule(database: Database, id: string, retiredAt: Instant): Promise<void> {
  await database
    .updateTable("shelfLifeRule")
    .set({ retiredAt })
    .where("id", "=", id)
    .where("retiredAt", "is", null)
    .execute();
}

/** Writes a rule that holds from now on; another of the party for the item must have ended. */
export async function insertRule(
  database: Database,
  rule: Omit<KeptShelfLifeRule, "setAt" | "retiredAt"> & { readonly setAt: Instant },
): Promise<void> {
  await database
    .insertInto("shelfLifeRule")
    .values({ ...rule, retiredAt: null })
    .execute();
}
