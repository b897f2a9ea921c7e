import { sql } from "kysely";
import type { ConsignmentStatus, TransportMode } from "#core/consignment/consignment.ts";
import type { PartyId } from "#core/id.ts";
import { isOneOf } from "./batches.ts";
import { recallOf } from "./recall.ts";
import type { Database } from "./schema.ts";

/** The states of a consignment that has left and that nobody has counted yet. */
const ON_THE_WAY: readonly ConsignmentStatus[] = [
  "dispatched",
  "export_cleared",
  "in_transit",
  "arrived",
  "import_cleared",
  "held",
];

/**
 * The consignments that have left for one of the recipients and that nobody has counted, the first expected first, `limit` at most,
 * with the number of all; not those of scenarios. Expected on: so many days after it left as its lane takes by its mode, else as was agreed.
 */
export async function listArrivals(database: Database, recipientIds: readonly PartyId[], limit: number) {
  const heads = await database
    .selectFrom("consignment")
    .innerJoin("party as giver", "giver.id", "consignment.giverId")
    .innerJoin("party as recipient", "recipient.id", "consignment.recipientId")
    .innerJoin("site as origin", "origin.id", "consignment.fromSiteId")
    .innerJoin("site as destination", "destination.id", "consignment.toSiteId")
    .where(isOneOf("consignment.recipientId", recipientIds))
    .where("consignment.scenario", "is", null)
    .where("consignment.status", "in", ON_THE_WAY)
    .select([
      "consignment.id",
      "consignment.number",
      "consignment.giverId",
      "giver.code as giverCode",
      "consignment.recipientId",
      "recipient.code as recipientCode",
      "origin.name as fromSiteName",
      "destination.name as toSiteName",
    ])
    .select((eb) => [
      eb.ref("consignment.status").$castTo<ConsignmentStatus>().as("status"),
      eb.ref("consignment.mode").$castTo<TransportMode | null>().as("mode"),
      timeOf("dispatch").as("leftOn"),
      timeOf("arrive").as("arrivedOn"),
      sql<string | null>`coalesce(
        (select (e.occurred_to + l.transit_days)::text
         from consignment_event as e
         join lane as l on l.from_site_id = consignment.from_site_id and l.to_site_id = consignment.to_site_id
           and l.mode = consignment.mode and l.scenario is null and l.retired_at is null
         where e.consignment_id = consignment.id and e.step = 'dispatch'
         order by e.sequence desc limit 1),
        (select max(l.arrive_on)::text from agreement_line as l where l.agreement_id = consignment.agreement_id)
      )`.as("expectedOn"),
      sql<number>`count(*) over ()::integer`.as("total"),
    ])
    .orderBy("expectedOn")
    .orderBy("consignment.id")
    .limit(limit)
    .execute();
  const ids = heads.map(({ id }) => id);
  const lines = await listLines(database, ids);
  const packages = await listPackages(database, ids);
  return {
    total: heads[0]?.total ?? 0,
    items: heads.map(({ total: _total, ...head }) => ({
      ...head,
      lines: lines.filter((line) => line.consignmentId === head.id),
      packages: packages.filter((one) => one.consignmentId === head.id),
    })),
  };
}

/** When a consignment took a step, as it was stated; of one taken again, the last time. */
function timeOf(step: "dispatch" | "arrive") {
  return sql<string | null>`(select e.occurred_text from consignment_event as e
    where e.consignment_id = consignment.id and e.step = ${step} order by e.sequence desc limit 1)`;
}

async function listLines(database: Database, ids: readonly string[]) {
  return await database
    .selectFrom("consignmentLine as line")
    .innerJoin("supply", "supply.supplyId", "line.supplyId")
    .leftJoin("offerLine", "offerLine.supplyId", "line.supplyId")
    .where(isOneOf("line.consignmentId", ids))
    .select([
      "line.consignmentId",
      "line.lineNumber",
      "line.supplyId",
      "supply.itemId",
      "supply.gtin",
      "supply.lotNumber",
      "supply.expiry",
      "line.quantity",
      "offerLine.packUnits",
      recallOf("line.supplyId").as("recallId"),
    ])
    .orderBy("line.consignmentId")
    .orderBy("line.lineNumber")
    .execute();
}

async function listPackages(database: Database, ids: readonly string[]) {
  return await database
    .selectFrom("consignmentPackage")
    .select(["consignmentId", "sscc"])
    .where(isOneOf("consignmentId", ids))
    .orderBy("consignmentId")
    .orderBy("packageNumber")
    .execute();
}
