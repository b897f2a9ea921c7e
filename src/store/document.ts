import { asId, type ConsignmentId } from "#core/id.ts";
import type { Database } from "./schema.ts";

/** The id of the consignment with a number (`WS-…`); `undefined` where there is none. */
export async function findConsignmentId(
  database: Database,
  number: string,
): Promise<ConsignmentId | undefined> {
  const row = await database
    .selectFrom("consignment")
    .select("id")
    .where("number", "=", number)
    .executeTakeFirst();
  return row === undefined ? undefined : asId<"consignment">(row.id);
}

/** The GTIN of each line of a consignment, 14 digits, by line number; lines of which none is recorded are left out. */
export async function listTradeItems(
  database: Database,
  id: ConsignmentId,
): Promise<ReadonlyMap<number, string>> {
  const rows = await database
    .selectFrom("consignmentLine as line")
    .innerJoin("supply", "supply.supplyId", "line.supplyId")
    .where("line.consignmentId", "=", id)
    .where("supply.gtin", "is not", null)
    .select(["line.lineNumber", "supply.gtin"])
    .execute();
  return new Map(
    rows.flatMap(({ lineNumber, gtin }) => (gtin === null ? [] : [[lineNumber, gtin] as const])),
  );
}
