import { fillWithinCuts, orderCut } from "../cuts.ts";
import type { FillOutcome, FillProblem, FillStart } from "./fill-problem.ts";
import { openState } from "./fill-state.ts";
import { holdByCuts } from "./held-at-zero.ts";
import { proveByPrices } from "./proof.ts";
import { refresh, refreshCosts } from "./refresh.ts";
import { finishFill } from "./settle-shares.ts";

/** Of the rows: a start from which it takes more exchanges is too far off; the walk takes about half as many. */
const STEPS_PART = 0.1;
const STEPS_LEAST = 200;

/**
 * The answer of `fillFairly` without its walk, from the end of a problem much like this one: its bottlenecks, proven anew for
 * this problem, say about where the shares are, and its basis is mended until it carries them. What those bottlenecks do not
 * know of turns up on the way. `failed` where the two are too far apart; then the walk is the faster way.
 */
export function fillFrom(problem: FillProblem, start: FillStart): FillOutcome {
  const state = openState(problem, start.basic);
  for (const { row, costs } of start.slackCosts) {
    costs.forEach((cost, objective) => {
      state.slackCosts[objective]![row] = cost;
    });
  }
  if (!refresh(state)) return { status: "failed", reason: "no basis to begin with" };
  const cuts = proveByPrices(problem, start.prices).map((cut) => orderCut(problem, cut));
  holdByCuts(state, cuts, fillWithinCuts(problem, cuts).share);
  refreshCosts(state);
  return finishFill(state, cuts, Math.floor(STEPS_PART * problem.matrix.rowCount) + STEPS_LEAST);
}
