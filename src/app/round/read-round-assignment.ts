import type { RoundId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import { accept, refuse } from "#core/result.ts";
import { findRoundAssignment, findRoundSnapshot } from "#store/round.ts";
import type { AppContext } from "../context.ts";
import { readRoundVersion } from "./round-basis.ts";
import type { AssignmentTexts } from "./thread-tasks.ts";

/**
 * Problem and plan of a round's teams and goods together, as they were written when the round was planned; `null` for a round without
 * teams. Refuses, in this order, with `not_found` (also for a draft that the reader may not see), `round_not_planned`.
 */
export async function readRoundAssignment(context: AppContext, actor: Actor | undefined, roundId: RoundId) {
  const seen = await readRoundVersion(context, actor, roundId);
  if (!seen.ok) return seen;
  const round = await findRoundSnapshot(context.database, roundId);
  if (round === undefined || round.snapshot === null) return refuse({ code: "round_not_planned", roundId });
  const { assignmentProblem = null, assignmentPlan = null } =
    (await findRoundAssignment(context.database, roundId)) ?? {};
  const texts: AssignmentTexts | null =
    assignmentProblem === null || assignmentPlan === null
      ? null
      : { problem: assignmentProblem, plan: assignmentPlan };
  return accept({ snapshot: round.snapshot, texts });
}
