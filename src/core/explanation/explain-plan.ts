import type { ProvenFiles } from "#core/allocation/plan-files.ts";
import { explainBottleneck, listCandidates, type PacksOf } from "./explain-bottleneck.ts";
import { explainLine, type PlanFacts } from "./explain-line.ts";
import { explainRest, sumUse } from "./explain-rest.ts";
import type { PlanExplanation } from "./facts.ts";
import { groupConstraints, type PricedConstraint } from "./group-constraints.ts";
import { capOf, limitOf } from "#planner/stages.ts";
import { groupBy, type Network, openNetwork } from "./network.ts";
import { openPatternBook, type PatternBook } from "./pattern-book.ts";
import { indexPrices } from "./price-ways.ts";
import { simplifyPrices } from "./simplify-prices.ts";

/**
 * What bound every line of a (checked) plan, who draws on the same, what was left of every supply, and what would have changed
 * each. Everything follows from the problem, the plan and the prices of its certificate, freed of those that prove nothing
 * (`simplifyPrices`); nothing is solved again.
 *
 * A worked example: 900 masks for A and B that ask 1000 each, price 1 a mask. λ of both is 1, so that one mask more brings them at
 * most one unit between them. A's window a period longer: each of its ways still takes a mask, costs 1, and so is proven to
 * bring nothing.
 *
 * `packsOf`: the packs of an item, where they are known. O(ways × bottlenecks that a line may draw on); deterministic.
 */
export function explainPlan(
  { problem, plan, certificate }: ProvenFiles,
  packsOf: PacksOf = () => [],
): PlanExplanation {
  const network = openNetwork(problem);
  const outcomes = new Map(plan.demands.map((outcome) => [outcome.demand, outcome]));
  const book = openPatternBook(network);
  const proofs = simplifyProofs(network, book, certificate);
  const facts: PlanFacts = {
    network,
    prices: proofs.map(indexPrices),
    left: new Map(plan.unused.map(({ supply, quantity }) => [supply, quantity])),
  };
  // What a line may not get it does not lack here: nothing but another policy brings it more.
  const missing = new Map(
    plan.demands.map(({ demand, asked, allocated }) => {
      const row = network.demands.get(demand);
      return [demand, (row === undefined ? asked : limitOf(row)) - allocated];
    }),
  );
  const use = sumUse(network, plan);
  return {
    lines: certificate.lines.flatMap((proof) => {
      const outcome = outcomes.get(proof.demand);
      return outcome === undefined ? [] : [explainLine(facts, outcome, proof)];
    }),
    bottlenecks: proofs.map((proof) => explainBottleneck(network, proof, { book, outcomes, packsOf })),
    unused: plan.unused.map((rest) => explainRest({ network, missing, use }, rest)),
    unmetFloors: certificate.unmetFloors.map(({ stage, demands, prices }) => ({
      stage,
      demands: demands.flatMap((key) => {
        const demand = network.demands.get(key);
        return demand === undefined ? [] : [{ demand: key, promised: capOf(demand, stage) }];
      }),
      groups: groupConstraints(network, prices),
    })),
  };
}

/** The bottlenecks of a certificate, each without what its proof can do without. */
function simplifyProofs(
  network: Network,
  book: PatternBook,
  { lines, bottlenecks }: ProvenFiles["certificate"],
): readonly (readonly PricedConstraint[])[] {
  const fairShares = new Map(lines.map(({ demand, fairShare }) => [demand, fairShare]));
  const boundBy = groupBy(lines, ({ reason }) => ("bottleneck" in reason ? (reason.bottleneck ?? -1) : -1));
  return bottlenecks.map(({ prices }, index) =>
    simplifyPrices(network, book, prices, {
      candidates: listCandidates(network, prices),
      fairShares,
      bound: new Set((boundBy.get(index) ?? []).map(({ demand }) => demand)),
    }),
  );
}
