import { indexRound, type NamedRound } from "#core/explanation/name-by-round.ts";
import type { EquippedRound } from "#core/explanation/put-equipment-into-words.ts";
import { asId } from "#core/id.ts";
import { findSites } from "#store/site.ts";
import type { AppContext } from "../context.ts";

/** A round's problem with the facts by which its rows are named. */
export async function nameRound(
  context: AppContext,
  round: Pick<NamedRound, "problem" | "snapshot">,
): Promise<EquippedRound> {
  const { items, countries } = context.reference;
  const ofTeams = (round.snapshot.teams?.sites ?? []).map(({ siteId }) => siteId as string);
  const ids = [...indexRound(round).siteIds.values(), ...ofTeams].map((id) => asId<"site">(id));
  return { ...round, items, countries, sites: await findSites(context.database, ids) };
}
