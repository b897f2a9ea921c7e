import { asId, type ConsignmentId, type SupplyId } from "#core/id.ts";
import type { AgreedShelfLife } from "#core/shelf-life/agreed-shelf-life.ts";
import type { ShelfLifeAsker } from "#core/shelf-life/shelf-life.ts";
import { asDay, type Day } from "#core/time.ts";
import type { Database } from "./schema.ts";

/** A line of a consignment, with what its agreement holds its lot to. */
export interface HeldLine extends AgreedShelfLife {
  readonly lineNumber: number;
  readonly supplyId: SupplyId;
  readonly expiry: Day | null;
  readonly departOn: Day;
  readonly arriveOn: Day;
}

/** The lines of a consignment that carry out an agreement, in their order; none of a delivery recorded afterwards. */
export async function listHeldLines(database: Database, id: ConsignmentId): Promise<HeldLine[]> {
  const rows = await database
    .selectFrom("consignmentLine as sent")
    .innerJoin("consignment", "consignment.id", "sent.consignmentId")
    .innerJoin("agreementLine as line", (join) =>
      join
        .onRef("line.agreementId", "=", "consignment.agreementId")
        .onRef("line.lineNumber", "=", "sent.agreementLineNumber"),
    )
    .innerJoin("supply", "supply.supplyId", "sent.supplyId")
    .where("sent.consignmentId", "=", id)
    .select([
      "sent.lineNumber",
      "sent.supplyId",
      "supply.expiry",
      "line.departOn",
      "line.arriveOn",
      "line.askedShelfLifeDays",
      "line.agreedShelfLifeDays",
    ])
    .select((eb) => eb.ref("line.shelfLifeAskedBy").$castTo<ShelfLifeAsker | null>().as("shelfLifeAskedBy"))
    .orderBy("sent.lineNumber")
    .execute();
  return rows.map((row) => ({
    ...row,
    supplyId: asId<"supply">(row.supplyId),
    expiry: row.expiry === null ? null : asDay(row.expiry),
    departOn: asDay(row.departOn),
    arriveOn: asDay(row.arriveOn),
  }));
}
