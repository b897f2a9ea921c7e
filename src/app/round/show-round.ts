import type { PublishedOutcome } from "#core/allocation/plan-snapshot.ts";
import type { RoundId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { accept } from "#core/result.ts";
import { findRound } from "#store/round.ts";
import type { Database } from "#store/schema.ts";

/** The round as it is shown, within the command that has just written it. */
export async function showRound(database: Database, id: RoundId) {
  const shown = await findRound<PublishedOutcome>(database, id);
  invariant(shown !== undefined, "a round just written can be read");
  return accept(shown);
}
