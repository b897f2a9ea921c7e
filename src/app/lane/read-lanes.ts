import type { LaneId, SiteId } from "#core/id.ts";
import { listLanes } from "#store/lane.ts";
import type { AppContext } from "../context.ts";

/** Lanes of one world (of `siteId`: from or to it) by id, and the id after which the next page begins: `null` on the last. `limit`: 1 to 500. */
export async function readLanes(
  context: AppContext,
  {
    scenario,
    siteId,
    afterId,
    limit,
  }: {
    readonly scenario: string | null;
    readonly siteId?: SiteId | undefined;
    readonly afterId?: LaneId | undefined;
    readonly limit: number;
  },
) {
  const rows = await listLanes(context.database, { scenario, siteId }, { afterId, limit: limit + 1 });
  const items = rows.slice(0, limit);
  return { items, nextId: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
