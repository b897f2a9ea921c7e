import type { PlanFiles } from "#core/allocation/plan-files.ts";
import type { RoundId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { accept, refuse } from "#core/result.ts";
import { findRoundFile } from "#store/round.ts";
import type { AppContext } from "../context.ts";
import { readRound } from "./read-rounds.ts";

/**
 * The problem, the plan or the certificate of a round, as it was written when the round was planned: by it anybody can check
 * that the plan is feasible and fair.
 *
 * Refuses, in this order, with `not_found` (also for a draft that the reader may not see), `round_not_planned`,
 * `round_files_not_kept`.
 */
export async function readRoundFile<Name extends keyof PlanFiles>(
  context: AppContext,
  actor: Actor | undefined,
  { roundId, name }: { readonly roundId: RoundId; readonly name: Name },
) {
  const round = await readRound(context, actor, roundId);
  if (!round.ok) return round;
  if (round.value.outcome === null) return refuse({ code: "round_not_planned", roundId });
  const text = await findRoundFile(context.database, roundId, name);
  if (text === undefined) return refuse({ code: "round_files_not_kept", roundId });
  // Written by the planning alone, in this shape or that of an earlier version.
  return accept(JSON.parse(text) as PlanFiles[Name]);
}
