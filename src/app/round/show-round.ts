import type { sumShares, UnusedUnits } from "#core/allocation/read-plan.ts";
import type { LineOutcome } from "#core/allocation/round.ts";
import type { RoundId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import { accept } from "#core/result.ts";
import { findRound } from "#store/round.ts";
import type { Database } from "#store/schema.ts";

/** What one line got and what bound it, as published. */
export interface PublishedLine extends LineOutcome {
  readonly partyCode: string;
  readonly itemId: string;
  /** Allocated ÷ asked, 0 to 1. */
  readonly coverage: number;
  readonly leastDeveloped: boolean;
}

/** What a planned round found, as published. */
export interface PublishedOutcome {
  readonly lines: readonly PublishedLine[];
  readonly unused: readonly UnusedUnits[];
  readonly shareBefore: ReturnType<typeof sumShares>;
  readonly shareAfter: ReturnType<typeof sumShares>;
}

/** The round as it is shown, within the command that has just written it. */
export async function showRound(database: Database, id: RoundId) {
  const shown = await findRound<PublishedOutcome>(database, id);
  invariant(shown !== undefined, "a round just written can be read");
  return accept(shown);
}
