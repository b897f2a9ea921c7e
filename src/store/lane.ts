import { sql } from "kysely";
import { asId, type LaneId } from "#core/id.ts";
import type { Lane } from "#core/lane/lane.ts";
import type { Database } from "./schema.ts";

const COLUMNS = [
  "id",
  "fromSiteId",
  "toSiteId",
  "mode",
  "transitDays",
  "massGramsPerDay",
  "volumeCubicCentimetresPerDay",
  "coldVolumeCubicCentimetresPerDay",
  "costCentsPerTonne",
  "scenario",
] as const;

/** Lanes of one world (a scenario, or `null` for what really is) by id, after `afterId`, `limit` at most. */
export async function listLanes(
  database: Database,
  filter: { readonly scenario: string | null },
  page: { readonly afterId?: LaneId | undefined; readonly limit?: number | undefined },
): Promise<readonly Lane[]> {
  let query = database
    .selectFrom("lane")
    .select(COLUMNS)
    .where("scenario", filter.scenario === null ? "is" : "=", filter.scenario)
    .orderBy("id");
  if (page.afterId !== undefined) query = query.where("id", ">", page.afterId);
  if (page.limit !== undefined) query = query.limit(page.limit);
  const rows = await query.execute();
  return rows.map((row) => ({
    ...row,
    id: asId<"lane">(row.id),
    fromSiteId: asId<"site">(row.fromSiteId),
    toSiteId: asId<"site">(row.toSiteId),
    mode: row.mode as Lane["mode"], // held by the table's CHECK
  }));
}

/** Lanes in one statement: bounded so that parameters stay below PostgreSQL's 65,535. */
const LANES_PER_STATEMENT = 5000;

/** Writes lanes; those between the same sites by the same mode in the same world stay as they are. Returns how many are new. */
export async function insertLanes(database: Database, lanes: readonly Lane[]): Promise<number> {
  let written = 0;
  for (let start = 0; start < lanes.length; start += LANES_PER_STATEMENT) {
    const rows = await database
      .insertInto("lane")
      .values(lanes.slice(start, start + LANES_PER_STATEMENT))
      .onConflict((conflict) => conflict.doNothing())
      .returning(sql<number>`1`.as("one"))
      .execute();
    written += rows.length;
  }
  return written;
}
