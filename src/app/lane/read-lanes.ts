import type { LaneId } from "#core/id.ts";
import { listLanes } from "#store/lane.ts";
import type { AppContext } from "../context.ts";

/** Lanes of one world by id, and the id after which the next page begins: `null` on the last. `limit`: 1 to 500. */
export async function readLanes(
  context: AppContext,
  {
    scenario,
    afterId,
    limit,
  }: { readonly scenario: string | null; readonly afterId?: LaneId | undefined; readonly limit: number },
) {
  const rows = await listLanes(context.database, { scenario }, { afterId, limit: limit + 1 });
  const items = rows.slice(0, limit);
  return { items, nextId: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
