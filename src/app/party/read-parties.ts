import type { PartyKind } from "#core/party/party.ts";
import { listParties } from "#store/party.ts";
import type { AppContext } from "../context.ts";

/** Parties by code, and the code after which the next page begins: `null` on the last. `limit`: 1 to 500. */
export async function readParties(
  context: AppContext,
  {
    kind,
    afterCode,
    limit,
  }: {
    readonly kind?: PartyKind | undefined;
    readonly afterCode?: string | undefined;
    readonly limit: number;
  },
) {
  const rows = await listParties(context.database, { kind }, { afterCode, limit: limit + 1 });
  const items = rows.slice(0, limit);
  return { items, nextCode: rows.length > limit ? (items.at(-1)?.code ?? null) : null };
}
