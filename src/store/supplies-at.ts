import { sql } from "kysely";
import { asId, type PartyId, type SiteId, type SupplyId } from "#core/id.ts";
import { STANDING_STAGES } from "#core/equipment/asset.ts";
import type { Database } from "./schema.ts";

/** Units of a supply that stand somewhere. */
export interface SupplyAt {
  readonly supplyId: SupplyId;
  readonly itemId: string;
  readonly giverId: PartyId;
  readonly units: number;
}

/** The supplies of which a party has units at a site, in the order of their ids, of what really is. */
export async function listSuppliesAt(
  database: Database,
  { partyId, siteId }: { readonly partyId: PartyId; readonly siteId: SiteId },
): Promise<readonly SupplyAt[]> {
  const rows = await database
    .selectFrom("account")
    .innerJoin("supply", "supply.supplyId", "account.supplyId")
    .select(["account.supplyId", "supply.itemId", "supply.giverId"])
    .select(sql<number>`sum(units_in - units_out)::bigint`.as("units"))
    .where("account.partyId", "=", partyId)
    .where("account.siteId", "=", siteId)
    .where("account.stage", "in", STANDING_STAGES)
    .where("supply.scenario", "is", null)
    .groupBy(["account.supplyId", "supply.itemId", "supply.giverId"])
    .having(sql<boolean>`sum(units_in - units_out) > 0`)
    .orderBy("account.supplyId")
    .execute();
  return rows.map(({ supplyId, itemId, giverId, units }) => ({
    supplyId: asId(supplyId),
    itemId,
    giverId: asId(giverId),
    units: Number(units),
  }));
}
