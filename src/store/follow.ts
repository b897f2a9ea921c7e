import { type SqlBool, sql } from "kysely";
import type { AgreementStatus } from "#core/agreement/agreement.ts";
import { asId, type PartyId, type SupplyId } from "#core/id.ts";
import type { Stage } from "#core/ledger/movement.ts";
import { recallOf } from "./recall.ts";
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

/** Who looks: whose side of an agreement the reader may take, and whether all agreements are open to it. */
export interface Viewer {
  readonly seesAll: boolean;
  readonly partyIds: readonly PartyId[];
}

/** Whether the agreement `a` of a query is public, or the viewer's own. */
function isSeen({ seesAll, partyIds }: Viewer) {
  return sql<SqlBool>`(a.status in (${sql.join(PUBLISHED)}) or ${seesAll}::boolean
    or a.giver_id = any(${partyIds}::uuid[]) or a.recipient_id = any(${partyIds}::uuid[]))`;
}

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
      recallOf("s.supplyId").as("recallId"),
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

/** A movement with what tells to which agreement it belongs. */
interface Belonging {
  readonly entryId: string;
  readonly recipient: string | null;
  readonly consignmentNumber: string | null;
  readonly consignmentId: string | null;
  /** That of its consignment. */
  readonly agreementId: string | null;
}

/**
 * The movements as the viewer may see them: without recipient and consignment where those belong to an agreement that is
 * neither public nor the viewer's. A consignment that is followed itself is no secret.
 */
export async function hideUnpublished<Row extends Belonging>(
  database: Database,
  rows: readonly Row[],
  { viewer, followed }: { readonly viewer: Viewer; readonly followed: Followed },
): Promise<Omit<Row, "consignmentId" | "agreementId">[]> {
  // Units in no consignment go under the agreement that their entry accepts or withdraws.
  const { rows: acts } = await sql<{ entryId: string; agreementId: string }>`
    select e.id as "entryId", v.agreement_id as "agreementId"
    from entry as e join agreement_event as v on v.command_id = e.id
    where e.id = any(${[...new Set(rows.map(({ entryId }) => entryId))]}::uuid[])
      and e.kind in ('accept_agreement', 'withdraw_agreement')`.execute(database);
  const acted = new Map(acts.map(({ entryId, agreementId }) => [entryId, agreementId]));
  const agreementOf = (row: Belonging): string | null =>
    row.consignmentId === null ? (acted.get(row.entryId) ?? null) : row.agreementId;
  const ids = [...new Set(rows.flatMap((row) => agreementOf(row) ?? []))];
  const { rows: open } = await sql<{ id: string }>`select a.id from agreement as a
    where a.id = any(${ids}::uuid[]) and ${isSeen(viewer)}`.execute(database);
  const seen = new Set(open.map(({ id }) => id));
  return rows.map((row) => {
    const agreementId = agreementOf(row);
    const isFollowed = row.consignmentId !== null && row.consignmentId === followed.consignmentId;
    const { consignmentId: _consignment, agreementId: _agreement, ...shown } = row;
    if (agreementId === null || isFollowed || seen.has(agreementId)) return shown;
    return { ...shown, recipient: null, consignmentNumber: null };
  });
}

/**
 * How many consignments the given supplies went in, the first of them, and the agreements and calls of those: of agreements
 * that are public or the viewer's, and the consignment that is followed itself.
 */
export async function listFollowedPapers(database: Database, followed: Followed, viewer: Viewer) {
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
  if (followed.consignmentId === undefined) {
    consignments = consignments.where(
      sql<SqlBool>`(c.agreement_id is null
        or exists (select 1 from agreement as a where a.id = c.agreement_id and ${isSeen(viewer)}))`,
    );
  } else consignments = consignments.where("c.id", "=", followed.consignmentId);
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
  return {
    consignmentCount: shown[0]?.total ?? 0,
    consignments: shown.map(({ agreementId: _agreement, total: _total, ...one }) => one),
    ...(await listAgreementPapers(database, agreementIds, viewer)),
  };
}

/** Those of the agreements that the viewer sees, and the calls that they answer. */
async function listAgreementPapers(database: Database, ids: readonly string[], viewer: Viewer) {
  if (ids.length === 0) return { agreements: [], calls: [] };
  const agreements = await database
    .selectFrom("agreement as a")
    .innerJoin("party as giver", "giver.id", "a.giverId")
    .innerJoin("party as taker", "taker.id", "a.recipientId")
    .where("a.id", "in", ids)
    .where(isSeen(viewer))
    .select(["a.id", "a.status", "giver.code as giver", "taker.code as recipient"])
    .orderBy("a.createdAt")
    .execute();
  if (agreements.length === 0) return { agreements, calls: [] };
  const seen = agreements.map(({ id }) => id);
  const calls = await database
    .selectFrom("agreementLine as l")
    .innerJoin("call as k", "k.id", "l.callId")
    .innerJoin("party", "party.id", "k.partyId")
    .where("l.agreementId", "in", seen)
    .select(["k.id", "k.status", "party.code as party"])
    .distinct()
    .execute();
  return { agreements, calls };
}
