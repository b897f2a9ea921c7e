import type { Account, Stage } from "#core/ledger/movement.ts";
import type { Database } from "./schema.ts";

/** Units of a supply at a place, by stage; stages without units are left out. */
export async function listStageUnits(
  database: Database,
  { supplyId, partyId, siteId }: Omit<Account, "stage">,
): Promise<ReadonlyMap<Stage, number>> {
  const rows = await database
    .selectFrom("account")
    .select(["unitsIn", "unitsOut"])
    .select((eb) => eb.ref("stage").$castTo<Stage>().as("stage"))
    .where("supplyId", "=", supplyId)
    .where("partyId", "=", partyId)
    .where("siteId", "=", siteId)
    .execute();
  return new Map(
    rows.flatMap(({ stage, unitsIn, unitsOut }) =>
      unitsIn > unitsOut ? [[stage, unitsIn - unitsOut] as const] : [],
    ),
  );
}
