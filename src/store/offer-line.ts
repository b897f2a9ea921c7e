import { sql } from "kysely";
import type { SupplyId } from "#core/id.ts";
import type { Database } from "./schema.ts";

/** Adds `change` (negative: takes off) to the quantity that an offer line states, after a correction of its pledge. */
export async function changeOfferedQuantity(
  database: Database,
  supplyId: SupplyId,
  change: number,
): Promise<void> {
  await database
    .updateTable("offerLine")
    .set({ quantity: sql`quantity + ${change}` })
    .where("supplyId", "=", supplyId)
    .execute();
}
