import type { PlanFiles } from "#core/allocation/plan-files.ts";
import type { RoundId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { accept, refuse } from "#core/result.ts";
import { findRoundBasis, findRoundVersion } from "#store/round.ts";
import type { AppContext } from "../context.ts";
import { seesDrafts } from "./read-rounds.ts";

/**
 * The version of a round, without what it was planned from, which may be large. Refuses with `not_found`, also for a draft that
 * the reader may not see.
 */
export async function readRoundVersion(context: AppContext, actor: Actor | undefined, roundId: RoundId) {
  const round = await findRoundVersion(context.database, roundId);
  const isHidden = round?.publishedAt === null && !(await seesDrafts(context, actor));
  if (round === undefined || isHidden) return refuse({ code: "not_found", noun: "round", id: roundId });
  return accept(round.version);
}

/**
 * What a planned round was planned from and what came of it: its policy, its snapshot, and the texts of its files.
 *
 * Refuses, in this order, with `not_found` (also for a draft that the reader may not see), `round_not_planned`,
 * `round_files_not_kept`.
 */
export async function readRoundBasis(context: AppContext, actor: Actor | undefined, roundId: RoundId) {
  const seen = await readRoundVersion(context, actor, roundId);
  if (!seen.ok) return seen;
  const round = await findRoundBasis(context.database, roundId);
  if (round === undefined) return refuse({ code: "not_found", noun: "round", id: roundId });
  const { policy, snapshot, version, problem, plan, certificate } = round;
  if (snapshot === null) return refuse({ code: "round_not_planned", roundId });
  if (problem === null || plan === null || certificate === null) {
    return refuse({ code: "round_files_not_kept", roundId });
  }
  const texts: Readonly<Record<keyof PlanFiles, string>> = { problem, plan, certificate };
  return accept({ version, policy, snapshot, texts });
}
