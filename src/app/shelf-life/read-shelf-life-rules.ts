import { refuse, accept } from "#core/result.ts";
import { findPartyByCode } from "#store/party.ts";
import { listKeptRules } from "#store/shelf-life.ts";
import type { AppContext } from "../context.ts";

/**
 * What is asked of everybody, with where it comes from in `data/`, and what a party asks and asked, by the party's code. Everyone may
 * see it: who offers has to know. Refuses with `not_found`.
 */
export async function readShelfLifeRules(context: AppContext, { party: code }: { readonly party: string }) {
  const party = await findPartyByCode(context.database, code);
  if (party === undefined) return refuse({ code: "not_found", noun: "party", id: code });
  const ofAll = context.reference.itemShelfLives.map(({ itemId, leastDays, leastPerCent }) => {
    return { itemId, leastDays, leastPerCent };
  });
  return accept({ ofAll, items: await listKeptRules(context.database, party.id) });
}
