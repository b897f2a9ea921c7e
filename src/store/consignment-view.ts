import { sql } from "kysely";
import type { ConsignmentStatus, TransportMode } from "#core/consignment/consignment.ts";
import type { ConsignmentId } from "#core/id.ts";
import { cutPage, isOlder, type Page, type PageRequest } from "./page.ts";
import { findReceipt } from "./receipt.ts";
import { recallOf } from "./recall.ts";
import type { Database } from "./schema.ts";

/** The head of a consignment as it is shown, for one or for a list. */
function selectHeads(database: Database) {
  return database
    .selectFrom("consignment")
    .innerJoin("party as giver", "giver.id", "consignment.giverId")
    .innerJoin("party as recipient", "recipient.id", "consignment.recipientId")
    .innerJoin("site as origin", "origin.id", "consignment.fromSiteId")
    .innerJoin("site as destination", "destination.id", "consignment.toSiteId")
    .select([
      "consignment.id",
      "consignment.number",
      "consignment.agreementId",
      "consignment.giverId",
      "giver.code as giverCode",
      "consignment.recipientId",
      "recipient.code as recipientCode",
      "consignment.scenario",
      "consignment.sourceUrl",
      "consignment.version",
      "consignment.createdAt",
      "origin.id as originId",
      "origin.code as originCode",
      "origin.name as originName",
      "destination.id as destinationId",
      "destination.code as destinationCode",
      "destination.name as destinationName",
    ])
    .select((eb) => [
      eb.ref("consignment.status").$castTo<ConsignmentStatus>().as("status"),
      eb.ref("consignment.mode").$castTo<TransportMode | null>().as("mode"),
    ]);
}

type HeadRow = Awaited<ReturnType<ReturnType<typeof selectHeads>["execute"]>>[number];

function showHead(row: HeadRow) {
  const { originId, originCode, originName, destinationId, destinationCode, destinationName, ...head } = row;
  return {
    ...head,
    fromSite: { id: originId, code: originCode, name: originName },
    toSite: { id: destinationId, code: destinationCode, name: destinationName },
  };
}

/** A consignment as it is shown: lines, papers, every step, receipt and differences; `undefined` where there is none. */
export async function findConsignment(
  database: Database,
  id: ConsignmentId,
  items: ReadonlyMap<string, { readonly unitName: string | null }>,
) {
  const head = await selectHeads(database).where("consignment.id", "=", id).executeTakeFirst();
  if (head === undefined) return undefined;
  const lines = await database
    .selectFrom("consignmentLine as line")
    .innerJoin("supply", "supply.supplyId", "line.supplyId")
    .where("line.consignmentId", "=", id)
    .select([
      "line.lineNumber",
      "line.supplyId",
      "supply.itemId",
      "supply.lotNumber",
      "supply.expiry",
      "supply.terms",
      "line.quantity",
      recallOf("line.supplyId").as("recallId"),
    ])
    .orderBy("line.lineNumber")
    .execute();
  return {
    ...showHead(head),
    lines: lines.map((line) => ({ ...line, unit: items.get(line.itemId)?.unitName ?? "piece" })),
    packages: await listPackages(database, id),
    events: await listEvents(database, id),
    declarations: await listDeclarations(database, id),
    receipt: (await findReceipt(database, id)) ?? null,
  };
}
export type ConsignmentShown = NonNullable<Awaited<ReturnType<typeof findConsignment>>>;

async function listPackages(database: Database, id: ConsignmentId) {
  return await database
    .selectFrom("consignmentPackage")
    .select(["packageNumber", "sscc"])
    .where("consignmentId", "=", id)
    .orderBy("packageNumber")
    .execute();
}

async function listEvents(database: Database, id: ConsignmentId) {
  return await database
    .selectFrom("consignmentEvent as event")
    .leftJoin("site", "site.id", "event.siteId")
    .where("event.consignmentId", "=", id)
    .select([
      "event.sequence",
      "event.step",
      "site.code as siteCode",
      "event.occurredText as occurred",
      "event.recordedAt",
    ])
    .orderBy("event.sequence")
    .execute();
}

async function listDeclarations(database: Database, id: ConsignmentId) {
  const rows = await database
    .selectFrom("declaration")
    .select(["kind", "number", "hsEdition", "lines"])
    .where("consignmentId", "=", id)
    .orderBy("kind")
    .execute();
  return rows.map((row) => ({
    ...row,
    kind: row.kind as "export" | "import", // held by the table's CHECK
    lines: row.lines as { lineNumber: number; hsCode: string }[], // written by insertDeclaration alone
  }));
}

/** Which consignments are listed: of a scenario or what really is, in a status, of a party as giver or recipient. */
interface ListFilter {
  readonly partyCode?: string | undefined;
  readonly status?: ConsignmentStatus | undefined;
  readonly scenario: string | null;
}

/** Consignments newest first, with the number of their lines. */
export async function listConsignments(
  database: Database,
  filter: ListFilter,
  page: PageRequest,
): Promise<Page<ReturnType<typeof showHead> & { readonly lineCount: number }>> {
  const heads = selectHeads(database).select((eb) =>
    eb
      .selectFrom("consignmentLine")
      .whereRef("consignmentLine.consignmentId", "=", "consignment.id")
      .select(sql<number>`count(*)::integer`.as("n"))
      .as("lineCount"),
  );
  const rows = await heads
    .where("consignment.id", "in", selectPage(database, filter, page))
    .orderBy("consignment.createdAt", "desc")
    .orderBy("consignment.id", "desc")
    .execute();
  const shown = rows.map(({ lineCount, ...row }) => ({ ...showHead(row), lineCount: lineCount ?? 0 }));
  return cutPage(shown, page.limit);
}

/**
 * The ids of a page and of the one row more that tells whether there is another. Those of a party are the newest of what it gives and the
 * newest of what it receives, each read along its own index as far as the page goes: asked for as one list, "gives or receives" is a walk
 * through everybody's consignments until enough are the party's.
 */
function selectPage(database: Database, { partyCode, status, scenario }: ListFilter, page: PageRequest) {
  const newest = (side: "giverId" | "recipientId" | null) => {
    let query = database
      .selectFrom("consignment as one")
      .select(["one.id", "one.createdAt"])
      .where("one.scenario", scenario === null ? "is" : "=", scenario);
    if (side !== null) {
      const party = database
        .selectFrom("party")
        .select("party.id")
        .where("party.code", "=", partyCode ?? "");
      query = query.where(`one.${side}`, "=", party);
    }
    if (status !== undefined) query = query.where("one.status", "=", status);
    if (page.after !== undefined) {
      query = query.where(isOlder({ createdAt: "one.createdAt", id: "one.id" }, page.after));
    }
    return query
      .orderBy("one.createdAt", "desc")
      .orderBy("one.id", "desc")
      .limit(page.limit + 1);
  };
  const pick = (side: Parameters<typeof newest>[0]) =>
    database.selectFrom(newest(side).as("newest")).select(["newest.id", "newest.createdAt"]);
  const found = partyCode === undefined ? pick(null) : pick("giverId").union(pick("recipientId"));
  return database
    .selectFrom(found.as("found"))
    .select("found.id")
    .orderBy("found.createdAt", "desc")
    .orderBy("found.id", "desc")
    .limit(page.limit + 1);
}
