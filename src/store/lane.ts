import { sql } from "kysely";
import { asId, type LaneId, type SiteId } from "#core/id.ts";
import type { Lane } from "#core/lane/lane.ts";
import type { Instant } from "#core/time.ts";
import { isOneOf } from "./batches.ts";
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

/** Lanes of one world (a scenario, or `null` for what really is) that are not retired, by id, after `afterId`, `limit` at most; of `siteId`: from or to it. */
export async function listLanes(
  database: Database,
  filter: { readonly scenario: string | null; readonly siteId?: SiteId | undefined },
  page: { readonly afterId?: LaneId | undefined; readonly limit?: number | undefined },
): Promise<readonly Lane[]> {
  let query = database
    .selectFrom("lane")
    .select(COLUMNS)
    .where("scenario", filter.scenario === null ? "is" : "=", filter.scenario)
    .where("retiredAt", "is", null)
    .orderBy("id");
  const { siteId } = filter;
  if (siteId !== undefined) {
    query = query.where((where) =>
      where.or([where("fromSiteId", "=", siteId), where("toSiteId", "=", siteId)]),
    );
  }
  if (page.afterId !== undefined) query = query.where("id", ">", page.afterId);
  if (page.limit !== undefined) query = query.limit(page.limit);
  return (await query.execute()).map(readLane);
}

interface LaneRow extends Omit<Lane, "id" | "fromSiteId" | "toSiteId" | "mode"> {
  readonly id: string;
  readonly fromSiteId: string;
  readonly toSiteId: string;
  readonly mode: string;
}

function readLane(row: LaneRow): Lane {
  return {
    ...row,
    id: asId<"lane">(row.id),
    fromSiteId: asId<"site">(row.fromSiteId),
    toSiteId: asId<"site">(row.toSiteId),
    mode: row.mode as Lane["mode"], // held by the table's CHECK
  };
}

/** The lanes of the ids that there are, retired ones too. */
export async function listRoutes(database: Database, ids: readonly LaneId[]): Promise<readonly Lane[]> {
  const rows = await database.selectFrom("lane").select(COLUMNS).where(isOneOf("id", ids)).execute();
  return rows.map(readLane);
}

/** Retires a lane and returns it; `undefined` where there is none that still goes. */
export async function retireLane(
  database: Database,
  id: LaneId,
  retiredAt: Instant,
): Promise<Lane | undefined> {
  const row = await database
    .updateTable("lane")
    .set({ retiredAt })
    .where("id", "=", id)
    .where("retiredAt", "is", null)
    .returning(COLUMNS)
    .executeTakeFirst();
  return row === undefined ? undefined : readLane(row);
}

/** Those of the lanes that have been retired, in the order of their ids. */
export async function listRetiredLaneIds(database: Database, ids: readonly LaneId[]): Promise<LaneId[]> {
  const rows = await database
    .selectFrom("lane")
    .select("id")
    .where(isOneOf("id", ids))
    .where("retiredAt", "is not", null)
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => asId<"lane">(id));
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

/** Days on the lane between two sites by a mode, in the world of what travels; `undefined` where no such lane goes. */
export async function findTransitDays(
  database: Database,
  {
    fromSiteId,
    toSiteId,
    mode,
    scenario,
  }: {
    readonly fromSiteId: string;
    readonly toSiteId: string;
    readonly mode: string | null;
    readonly scenario: string | null;
  },
): Promise<number | undefined> {
  if (mode === null) return undefined;
  const row = await database
    .selectFrom("lane")
    .select("transitDays")
    .where("fromSiteId", "=", fromSiteId)
    .where("toSiteId", "=", toSiteId)
    .where("mode", "=", mode)
    .where("scenario", scenario === null ? "is" : "=", scenario)
    .where("retiredAt", "is", null)
    .executeTakeFirst();
  return row?.transitDays;
}

/** The lanes of one world that leave a site and are not retired, by id. */
export async function listLanesFrom(
  database: Database,
  { fromSiteId, scenario }: { readonly fromSiteId: string; readonly scenario: string | null },
): Promise<readonly Lane[]> {
  const rows = await database
    .selectFrom("lane")
    .select(COLUMNS)
    .where("fromSiteId", "=", fromSiteId)
    .where("scenario", scenario === null ? "is" : "=", scenario)
    .where("retiredAt", "is", null)
    .orderBy("id")
    .execute();
  return rows.map(readLane);
}
