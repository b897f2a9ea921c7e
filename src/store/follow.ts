import { type SqlBool, sql } from "kysely";
import type { AgreementStatus } from "#core/agreement/agreement.ts";
import { asId, type SupplyId } from "#core/id.ts";
import type { Stage } from "#core/ledger/movement.ts";
import type { Database } from "./schema.ts";

/** What an identifier turned out to be, with the supplies whose story it opens. */
export interface Followed {
  readonly kind: "consignment" | "package" | "supply" | "lot" | "entry" | "call" | "offer" | "agreement";
  readonly supplyIds: readonly SupplyId[];
  /** Where only one consignment is followed. */
  readonly consignmentId?: string;
}

/** The states of an agreement that both sides have accepted and that stands. */
const PUBLISHED: readonly AgreementStatus[] = ["agreed", "fulfilled"];

/** Supplies and consignments that one look-up lists at most: a lot number or a call can name many. */
const LISTED_MAX = 500;

/** Finds what a consignment number, SSCC, UUID or lot number names; `undefined` where nothing has it. */
export async function findIdentifier(
  database: Database,
  identifier: { readonly text: string; readonly isUuid: boolean },
): Promise<Followed | undefined> {
  return identifier.isUuid
    ? await findByUuid(database, identifier.text)
    : ((await findByNumber(database, identifier.text)) ?? (await findByLot(database, identifier.text)));
}

async function findByNumber(database: Database, text: string): Promise<Followed | undefined> {
  const numbered = await database
    .selectFrom("consignment")
    .select("id")
    .where("number", "=", text)
    .executeTakeFirst();
  const packed = await database
    .selectFrom("consignmentPackage")
    .select("consignmentId as id")
    .where("sscc", "=", text)
    .executeTakeFirst();
  const found = numbered ?? packed;
  if (found === undefined) return undefined;
  const supplyIds = await listConsignmentSupplies(database, found.id);
  return { kind: numbered === undefined ? "package" : "consignment", supplyIds, consignmentId: found.id };
}

async function findByLot(database: Database, text: string): Promise<Followed | undefined> {
  const rows = await database.selectFrom("supply").select("supplyId").where("lotNumber", "=", text).execute();
  return rows.length === 0 ? undefined : { kind: "lot", supplyIds: brand(rows) };
}

/** Lines of agreements that are public: while one side has not accepted, who would give what to whom is theirs alone. */
const published = sql`agreement_line as line join agreement on agreement.id = line.agreement_id
  where agreement.status in (${sql.join(PUBLISHED)})`;

async function findByUuid(database: Database, id: string): Promise<Followed | undefined> {
  const consigned = await listConsignmentSupplies(database, id);
  if (consigned.length > 0) return { kind: "consignment", supplyIds: consigned, consignmentId: id };
  const tables = [
    ["supply", sql`supply where supply_id = ${id}`],
    ["offer", sql`offer_line where offer_id = ${id}`],
    ["agreement", sql`${published} and line.agreement_id = ${id}`],
    ["call", sql`${published} and line.call_id = ${id}`],
  ] as const;
  for (const [kind, source] of tables) {
    const { rows } = await sql<{ supplyId: string }>`
      select distinct supply_id as "supplyId" from ${source}
    `.execute(database);
    if (rows.length > 0) return { kind, supplyIds: brand(rows) };
  }
  const entry = await database
    .selectFrom("entry")
    .select("supplyIds")
    .where("id", "=", id)
    .executeTakeFirst();
  if (entry !== undefined) return { kind: "entry", supplyIds: entry.supplyIds.map((one) => asId(one)) };
  const call = await database.selectFrom("call").select("id").where("id", "=", id).executeTakeFirst();
  return call === undefined ? undefined : { kind: "call", supplyIds: [] };
}

async function listConsignmentSupplies(database: Database, id: string): Promise<SupplyId[]> {
  const rows = await database
    .selectFrom("consignmentLine")
    .select("supplyId")
    .distinct()
    .where("consignmentId", "=", id)
    .execute();
  return brand(rows);
}

function brand(rows: readonly { supplyId: string }[]): SupplyId[] {
  return rows.map((row) => asId<"supply">(row.supplyId));
}

/** The first of the supplies with their attributes, and where the units of each are now. */
export async function listFollowedSupplies(database: Database, all: readonly SupplyId[]) {
  const ids = all.slice(0, LISTED_MAX);
  if (ids.length === 0) return [];
  const supplies = await database
    .selectFrom("supply as s")
    .innerJoin("party as giver", "giver.id", "s.giverId")
    .where("s.supplyId", "in", ids)
    .select([
      "s.supplyId",
      "s.itemId",
      "giver.code as giver",
      "s.terms",
      "s.lotNumber",
      "s.expiry",
      "s.pipeline",
      "s.offerId",
      "s.scenario",
    ])
    .orderBy("s.itemId")
    .orderBy("s.supplyId")
    .execute();
  const accounts = await database
    .selectFrom("account as a")
    .innerJoin("party", "party.id", "a.partyId")
    .innerJoin("site", "site.id", "a.siteId")
    .where("a.supplyId", "in", ids)
    .where("a.stage", "<>", "produced")
    .whereRef("a.unitsIn", ">", "a.unitsOut")
    .select(["a.supplyId", "party.code as party", "site.code as site"])
    .select((eb) => [
      eb.ref("a.stage").$castTo<Stage>().as("stage"),
      sql<number>`a.units_in - a.units_out`.as("quantity"),
    ])
    .orderBy("party.code")
    .orderBy("a.stage")
    .execute();
  return supplies.map((supply) => ({
    ...supply,
    accounts: accounts
      .filter((account) => account.supplyId === supply.supplyId)
      .map(({ supplyId: _supplyId, ...account }) => account),
  }));
}

/** How many consignments the given supplies went in, the first of them, and the agreements and calls of those. */
export async function listFollowedPapers(database: Database, followed: Followed) {
  if (followed.supplyIds.length === 0) {
    return { consignmentCount: 0, consignments: [], agreements: [], calls: [] };
  }
  let consignments = database
    .selectFrom("consignment as c")
    .innerJoin("party as giver", "giver.id", "c.giverId")
    .innerJoin("party as taker", "taker.id", "c.recipientId")
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("consignmentLine as l")
          .whereRef("l.consignmentId", "=", "c.id")
          .where(sql<SqlBool>`l.supply_id = any(${followed.supplyIds}::uuid[])`)
          .select("l.lineNumber"),
      ),
    );
  if (followed.consignmentId !== undefined)
    consignments = consignments.where("c.id", "=", followed.consignmentId);
  const shown = await consignments
    .select([
      "c.id",
      "c.number",
      "c.status",
      "c.agreementId",
      "giver.code as giver",
      "taker.code as recipient",
    ])
    .select(sql<number>`count(*) over ()::integer`.as("total"))
    .orderBy("c.createdAt")
    .limit(LISTED_MAX)
    .execute();
  const agreementIds = shown.flatMap((one) => (one.agreementId === null ? [] : [one.agreementId]));
  const agreements =
    agreementIds.length === 0
      ? []
      : await database
          .selectFrom("agreement as a")
          .innerJoin("party as giver", "giver.id", "a.giverId")
          .innerJoin("party as taker", "taker.id", "a.recipientId")
          .where("a.id", "in", agreementIds)
          .select(["a.id", "a.status", "giver.code as giver", "taker.code as recipient"])
          .orderBy("a.createdAt")
          .execute();
  const calls =
    agreementIds.length === 0
      ? []
      : await database
          .selectFrom("agreementLine as l")
          .innerJoin("call as k", "k.id", "l.callId")
          .innerJoin("party", "party.id", "k.partyId")
          .where("l.agreementId", "in", agreementIds)
          .select(["k.id", "k.status", "party.code as party"])
          .distinct()
          .execute();
  return {
    consignmentCount: shown[0]?.total ?? 0,
    consignments: shown.map(({ agreementId: _agreement, total: _total, ...one }) => one),
    agreements,
    calls,
  };
}
