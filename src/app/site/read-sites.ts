import type { PartyId } from "#core/id.ts";
import { listSites } from "#store/site.ts";
import type { AppContext } from "../context.ts";

/** Sites by code, and the code after which the next page begins: `null` on the last. `limit`: 1 to 500. */
export async function readSites(
  context: AppContext,
  {
    country,
    partyId,
    afterCode,
    limit,
  }: {
    readonly country?: string | undefined;
    readonly partyId?: PartyId | undefined;
    readonly afterCode?: string | undefined;
    readonly limit: number;
  },
) {
  const rows = await listSites(context.database, { country, partyId }, { afterCode, limit: limit + 1 });
  const items = rows.slice(0, limit);
  return { items, nextCode: rows.length > limit ? (items.at(-1)?.code ?? null) : null };
}
