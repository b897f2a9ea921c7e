import type { CertificateFile, PlanFile } from "#core/allocation/plan-files.ts";
import type { PlanDemand } from "#planner/problem.ts";
import { LAMBDA_TOLERANCE } from "./explain-bottleneck.ts";
import type { LineChange, LineExplanation, WayName } from "./facts.ts";
import { compareObstacles, findObstacle } from "./find-obstacle.ts";
import { groupConstraints } from "./group-constraints.ts";
import { hasStages, listAnswering, type Network, type Way } from "./network.ts";
import { findLeastWay, type Prices } from "./price-ways.ts";

/** So many supplies that do not reach a line are named, those that are nearest to it first. */
const REACH_NAMED_MAX = 3;

/** What is known of a plan beside its problem. */
export interface PlanFacts {
  readonly network: Network;
  /** Prices of each bottleneck, by its index. */
  readonly prices: readonly Prices[];
  /** What is left of each supply of which something is. */
  readonly left: ReadonlyMap<string, number>;
}

/** Why a line did not get more, and what would have changed it. O(ways of the line and of the same with a wider window). */
export function explainLine(
  facts: PlanFacts,
  outcome: PlanFile["demands"][number],
  proof: CertificateFile["lines"][number],
): LineExplanation {
  const { network, prices } = facts;
  const { demand: key, asked, allocated, level, stage, status, lostUnits, roundedBy } = outcome;
  const { fairShare, reason } = proof;
  const demand = network.demands.get(key);
  const bottleneck = reason.status === "bound" ? reason.bottleneck : null;
  const inTheWay =
    reason.status === "rounding"
      ? groupConstraints(
          network,
          reason.by.map((one) => ({ ...one, price: 0 })),
        )
      : [];
  const line = {
    demand: key,
    asked,
    allocated,
    fairShare,
    level,
    stage: hasStages(network) ? stage : null,
    status,
    bottleneck,
    lostUnits,
    roundedBy,
    inTheWay,
  };
  const isFull = status === "met" || status === "capped" || status === "follows";
  if (demand === undefined || isFull) return { ...line, changes: [] };
  const priced = bottleneck === null ? undefined : prices[bottleneck];
  const wider = priced === undefined ? [] : listWider(network, demand, priced);
  return { ...line, changes: [...wider, ...listReach(facts, demand, status)] };
}

/** Whether a period more of window, or less of shelf life, would loosen what bound the line: by its prices. */
function listWider(network: Network, demand: PlanDemand, prices: Prices): readonly LineChange[] {
  const lambda = findLeastWay(network, demand, prices)?.price ?? 0;
  const { windowFrom, windowTo, leastShelfLifePeriods } = demand;
  // A window that ends with the plan ends later in a plan that is as much longer.
  const { problem } = network;
  const periods = Math.max(problem.periods, windowTo + 2);
  // What is of the whole plan together is of the longer one: a room is no larger, nor is there more power, because the plan ends later.
  const limits = (network.receivingAt.get(demand.site) ?? []).map((limit) =>
    limit.together === true && limit.toPeriod === problem.periods - 1
      ? { ...limit, toPeriod: periods - 1 }
      : limit,
  );
  const receivingAt = new Map([[demand.site, limits]]);
  const longer = { ...network, receivingAt, problem: { ...problem, periods } };
  const tries: readonly (readonly [Extract<LineChange, { kind: "wider" }>["by"], PlanDemand, boolean])[] = [
    ["window_later", { ...demand, windowTo: windowTo + 1 }, true],
    ["window_earlier", { ...demand, windowFrom: windowFrom - 1 }, windowFrom > 0],
    [
      "shelf_life",
      { ...demand, leastShelfLifePeriods: leastShelfLifePeriods - 1 },
      leastShelfLifePeriods > 0 && listAnswering(network, demand).some((one) => one.expiryPeriod !== null),
    ],
  ];
  return tries.flatMap(([by, wider, isThere]): LineChange[] => {
    if (!isThere) return [];
    const least = findLeastWay(longer, wider, prices);
    if (least === undefined || least.price >= lambda * (1 - LAMBDA_TOLERANCE)) {
      return [{ kind: "wider", by, effect: "proven_none", way: null }];
    }
    return [{ kind: "wider", by, effect: "possible", way: nameWay(least.way) }];
  });
}

/** The supplies that answer the line, do not reach it, and are nearest to it; to one that is bound, only what is left. */
function listReach(
  { network, left }: PlanFacts,
  demand: PlanDemand,
  status: LineExplanation["status"],
): readonly LineChange[] {
  if (status === "no_supply") return [{ kind: "supply", items: demand.items }];
  const isUnreached = status === "unreachable" || status === "window" || status === "shelf_life";
  return listAnswering(network, demand)
    .filter(({ key }) => isUnreached || left.has(key))
    .flatMap((supply) => {
      const obstacle = findObstacle(network, supply, demand);
      return obstacle === null ? [] : [{ supply: supply.key, left: left.get(supply.key) ?? 0, obstacle }];
    })
    .toSorted((a, b) => compareObstacles(a.obstacle, b.obstacle) || b.left - a.left)
    .slice(0, REACH_NAMED_MAX)
    .map((one): LineChange => ({ kind: "reach", ...one }));
}

function nameWay({ supply, lane, depart, arrive }: Way): WayName {
  return { supply: supply.key, lane: lane.key, departPeriod: depart, arrivePeriod: arrive };
}
