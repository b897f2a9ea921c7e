import { sql } from "kysely";
import { asId, type OfferId, type PartyId, type SiteId, type SupplyId } from "#core/id.ts";
import type { Terms } from "#core/ledger/supply.ts";
import type { Offer, OfferStatus } from "#core/offer/offer.ts";
import { asDay, type Day, type Instant } from "#core/time.ts";
import { isOneOf, listBatches } from "./batches.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import type { Database } from "./schema.ts";

/** What a command needs to know of an offer before it changes it. */
export interface LockedOffer {
  readonly id: OfferId;
  readonly partyId: PartyId;
  readonly status: OfferStatus;
  readonly version: number;
  readonly scenario: string | null;
}

const LINE_COLUMNS = 11;

/** Writes a new offer with its lines. Their supplies are written apart, in the ledger. */
export async function insertOffer(database: Database, offer: Offer, createdAt: Instant): Promise<void> {
  const { lines, ...head } = offer;
  await database
    .insertInto("offer")
    .values({ ...head, version: 1, createdAt })
    .execute();
  // The goods themselves (item, lot, expiry) are the supply's.
  const rows = lines.map(({ itemId: _item, gtin: _gtin, lotNumber: _lot, expiry: _expiry, ...line }) => ({
    offerId: offer.id,
    ...line,
  }));
  for (const batch of listBatches(rows, LINE_COLUMNS)) {
    await database.insertInto("offerLine").values(batch).execute();
  }
}

/** Locks the offers of `ids` until the transaction ends, in the order of their ids; those that exist. */
export async function lockOffers(database: Database, ids: readonly OfferId[]): Promise<LockedOffer[]> {
  if (ids.length === 0) return [];
  const rows = await database
    .selectFrom("offer")
    .select(["id", "partyId", "status", "version", "scenario"])
    .where(isOneOf("id", ids))
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map((row) => ({
    ...row,
    id: asId<"offer">(row.id),
    partyId: asId<"party">(row.partyId),
    status: row.status as OfferStatus, // held by the table's CHECK
  }));
}

/** Sets an offer's status and counts its version up. */
export async function updateOffer(database: Database, id: OfferId, status: OfferStatus): Promise<void> {
  await database
    .updateTable("offer")
    .set({ status, version: sql`version + 1` })
    .where("id", "=", id)
    .execute();
}

/** The supplies of an offer, in the order of its lines. */
export async function listOfferSupplies(database: Database, id: OfferId): Promise<SupplyId[]> {
  const rows = await database
    .selectFrom("offerLine")
    .select("supplyId")
    .where("offerId", "=", id)
    .orderBy("lineNumber")
    .execute();
  return rows.map((row) => asId<"supply">(row.supplyId));
}

/** Units of offers that nobody has been promised: offer → units, those without any left out. */
export async function sumAvailable(
  database: Database,
  ids: readonly OfferId[],
): Promise<Map<OfferId, number>> {
  if (ids.length === 0) return new Map();
  const rows = await database
    .selectFrom("offerLine as line")
    .innerJoin("account", "account.supplyId", "line.supplyId")
    .where(isOneOf("line.offerId", ids))
    .where("account.stage", "=", "available")
    .groupBy("line.offerId")
    .select(["line.offerId", sql<number>`sum(account.units_in - account.units_out)::bigint`.as("units")])
    .execute();
  return new Map(rows.filter((row) => row.units > 0).map((row) => [asId<"offer">(row.offerId), row.units]));
}

/**
 * Offers of the real world none of whose lines can leave any more, or be used: their last day lies before `today`. An
 * exhausted one as well: what comes back to it later could not leave either.
 */
export async function listOffersToExpire(database: Database, today: Day): Promise<OfferId[]> {
  const rows = await database
    .selectFrom("offer")
    .select("id")
    .where("scenario", "is", null)
    .where("status", "in", ["open", "exhausted"])
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("offerLine as line")
            .innerJoin("supply", "supply.supplyId", "line.supplyId")
            .whereRef("line.offerId", "=", "offer.id")
            .where((on) => on.or([on("availableUntil", "is", null), on("availableUntil", ">=", today)]))
            .where((on) => on.or([on("expiry", "is", null), on("expiry", ">=", today)]))
            .select("line.lineNumber"),
        ),
      ),
    )
    .orderBy("id")
    .execute();
  return rows.map((row) => asId<"offer">(row.id));
}

/** A supply as it was offered: what an agreement or a plan needs to know of it. */
export interface OfferedSupply {
  readonly supplyId: SupplyId;
  readonly offerId: OfferId;
  readonly offerStatus: OfferStatus;
  readonly giverId: PartyId;
  readonly giverCode: string;
  readonly itemId: string;
  readonly siteId: SiteId;
  readonly lotNumber: string | null;
  readonly expiry: Day | null;
  readonly manufacturedOn: Day | null;
  readonly availableFrom: Day;
  readonly availableUntil: Day | null;
  readonly scenario: string | null;
  readonly keptUnits: number;
  readonly packUnits: number;
  readonly leastShipmentUnits: number;
  /** Units at the site of the offer that nobody has been promised. */
  readonly available: number;
}

function selectOffered(database: Database) {
  return database
    .selectFrom("offerLine as line")
    .innerJoin("offer", "offer.id", "line.offerId")
    .innerJoin("party", "party.id", "offer.partyId")
    .innerJoin("supply", "supply.supplyId", "line.supplyId")
    .leftJoin("account", (join) =>
      join
        .onRef("account.supplyId", "=", "line.supplyId")
        .onRef("account.partyId", "=", "offer.partyId")
        .onRef("account.siteId", "=", "line.siteId")
        .on("account.stage", "=", "available"),
    )
    .select([
      "line.supplyId",
      "line.offerId",
      "offer.status as offerStatus",
      "offer.partyId as giverId",
      "party.code as giverCode",
      "supply.itemId",
      "line.siteId",
      "supply.lotNumber",
      "supply.expiry",
      "line.manufacturedOn",
      "line.availableFrom",
      "line.availableUntil",
      "line.keptUnits",
      "line.packUnits",
      "line.leastShipmentUnits",
      "offer.scenario",
      sql<number>`coalesce(account.units_in - account.units_out, 0)::bigint`.as("available"),
    ]);
}

function readOffered(
  row: Awaited<ReturnType<ReturnType<typeof selectOffered>["execute"]>>[number],
): OfferedSupply {
  return {
    ...row,
    supplyId: asId<"supply">(row.supplyId),
    offerId: asId<"offer">(row.offerId),
    offerStatus: row.offerStatus as OfferStatus, // held by the table's CHECK
    giverId: asId<"party">(row.giverId),
    siteId: asId<"site">(row.siteId),
    expiry: row.expiry === null ? null : asDay(row.expiry),
    manufacturedOn: row.manufacturedOn === null ? null : asDay(row.manufacturedOn),
    availableFrom: asDay(row.availableFrom),
    availableUntil: row.availableUntil === null ? null : asDay(row.availableUntil),
  };
}

/** The supplies of `ids` as they were offered, by supply id; those never offered (recorded deliveries) are not there. */
export async function findOfferedSupplies(
  database: Database,
  ids: readonly SupplyId[],
): Promise<Map<SupplyId, OfferedSupply>> {
  if (ids.length === 0) return new Map();
  const rows = await selectOffered(database).where(isOneOf("line.supplyId", ids)).execute();
  return new Map(rows.map(readOffered).map((supply) => [supply.supplyId, supply]));
}

/** The supplies of every open offer of one world, by supply id, as far as something of them is available. */
export async function listOpenSupplies(
  database: Database,
  scenario: string | null,
): Promise<OfferedSupply[]> {
  const rows = await selectOffered(database)
    .where("offer.scenario", scenario === null ? "is" : "=", scenario)
    .where("offer.status", "=", "open")
    .where(sql<boolean>`account.units_in > account.units_out`)
    .orderBy("line.supplyId")
    .execute();
  return rows.map(readOffered);
}

function selectHeads(database: Database) {
  return database
    .selectFrom("offer")
    .innerJoin("party", "party.id", "offer.partyId")
    .select([
      "offer.id",
      "offer.partyId",
      "party.code as partyCode",
      "offer.emergency",
      "offer.scenario",
      "offer.version",
      "offer.createdAt",
    ])
    .select((eb) => [
      eb.ref("offer.status").$castTo<OfferStatus>().as("status"),
      eb.ref("offer.terms").$castTo<Terms>().as("terms"),
    ]);
}

async function findHead(database: Database, id: OfferId) {
  return await selectHeads(database).where("offer.id", "=", id).executeTakeFirst();
}
type OfferHead = NonNullable<Awaited<ReturnType<typeof findHead>>>;

/** An offer as it is shown, with what is still available line by line; `undefined` where there is none. */
export async function findOffer(database: Database, id: OfferId) {
  const head = await findHead(database, id);
  if (head === undefined) return undefined;
  const lines = await database
    .selectFrom("offerLine as line")
    .innerJoin("supply", "supply.supplyId", "line.supplyId")
    .where("line.offerId", "=", id)
    .select((eb) => [
      "line.lineNumber",
      "line.supplyId",
      "supply.itemId",
      "line.quantity",
      "line.siteId",
      "supply.gtin",
      "supply.lotNumber",
      "supply.expiry",
      "line.manufacturedOn",
      "line.availableFrom",
      "line.availableUntil",
      "line.keptUnits",
      "line.packUnits",
      "line.leastShipmentUnits",
      eb
        .selectFrom("account")
        .whereRef("account.supplyId", "=", "line.supplyId")
        .where("account.stage", "=", "available")
        .select(sql<number>`coalesce(sum(units_in - units_out), 0)::bigint`.as("units"))
        .$asScalar()
        .$notNull()
        .as("available"),
    ])
    .orderBy("line.lineNumber")
    .execute();
  return { ...head, lines };
}
export type OfferHeadShown = OfferHead & { readonly lineCount: number };

/** Offers newest first, with the number of their lines. Reads `limit + 1` rows of the index on creation. */
export async function listOffers(
  database: Database,
  filter: {
    readonly partyCode?: string | undefined;
    readonly status?: OfferStatus | undefined;
    readonly scenario: string | null;
  },
  page: PageRequest,
): Promise<Page<OfferHeadShown>> {
  let query = selectHeads(database)
    .select((eb) =>
      eb
        .selectFrom("offerLine")
        .whereRef("offerLine.offerId", "=", "offer.id")
        .select(sql<number>`count(*)::integer`.as("n"))
        .$asScalar()
        .$notNull()
        .as("lineCount"),
    )
    .where("offer.scenario", filter.scenario === null ? "is" : "=", filter.scenario);
  if (filter.partyCode !== undefined) query = query.where("party.code", "=", filter.partyCode);
  if (filter.status !== undefined) query = query.where("offer.status", "=", filter.status);
  if (page.after !== undefined) {
    query = query.where(isOlder({ createdAt: "offer.createdAt", id: "offer.id" }, page.after));
  }
  const rows = await query
    .orderBy("offer.createdAt", "desc")
    .orderBy("offer.id", "desc")
    .limit(page.limit + 1)
    .execute();
  return cutPage(rows, page.limit);
}
