import { augment, buildBipartiteGraph, levelNodes, openFlow, type BipartiteGraph } from "./bipartite-flow.ts";
import { roundByLargestRemainder } from "./round-to-units.ts";
import type { StageArrays } from "./stages.ts";
import { fillToTotal } from "./water-level.ts";

/**
 * Weighted lexicographic max-min, stage by stage, where supplies are the only constraint.
 *
 * Problem: demands d with quantity q_d and a gain g_d and cap for each stage, supplies with whole amounts, edges: which
 * supply may serve which demand. Find f, 0 ≤ f_d ≤ q_d, that can be carried and whose ranks (the stage that f_d has not
 * filled, then f_d / g_d in it), sorted upwards, are lexicographically greatest. A rank only rises with f_d, so stages
 * change nothing in what follows but the shape of a vessel.
 *
 * Method: the f that can be carried form a polymatroid of integral rank, so the decomposition of Fujishige (1980,
 * "Lexicographically optimal base of a polymatroid") and Groenevelt (1991) applies. Fill all demands of a block to
 * one rank so that they sum to what the block can take in all; ask a largest flow whether that can be
 * carried. If so, the block is done. If not, the demands beyond the least cut are starved: they and the supplies
 * that serve only them become one block (it gets exactly what those supplies hold), the rest another.
 *
 * Invariants: the total of a block is a whole number; blocks share no supply. Flows are computed in whole
 * multiples of a power of two, exactly; only the water level is a rounded double, and a split caused by its last
 * bit is harmless, as both parts then stand at levels that agree to that bit.
 *
 * Cost: one largest flow a block, at most 2 × demands blocks, in practice as many as there are distinct levels.
 * Limits: the sum of supplies below 2^53.
 */
export interface TransportLevels {
  /** length demandCount: the fair amount, a real number. */
  readonly fairShare: Float64Array;
  /** length demandCount: whole units, |units − fairShare| < 1, their sum the most that can be given in all. */
  readonly units: Float64Array;
}

export interface TransportProblem {
  readonly graph: BipartiteGraph;
  readonly supply: Float64Array;
  /** length demandCount: the most that a demand may get, whole: the cap of its last stage. */
  readonly quantity: Float64Array;
  readonly stages: readonly StageArrays[];
}

/** Returns the fair shares of `problem` and their rounding to whole units. */
export function shareOutSupplies(problem: TransportProblem): TransportLevels {
  const { graph, supply, quantity } = problem;
  const shares: TransportLevels = { fairShare: quantity.slice(), units: quantity.slice() };
  const total = augment(graph, openFlow(graph, supply, quantity));
  const asked = quantity.reduce((sum, q) => sum + q, 0);
  if (total === asked) return shares;
  const whole: Block = {
    demands: Array.from({ length: graph.demandCount }, (_, d) => d),
    supplies: Array.from({ length: graph.supplyCount }, (_, s) => s),
    edges: Array.from(graph.edgeSupply, (_, e) => e),
    total,
  };
  const open = [whole];
  for (let block = open.pop(); block !== undefined; block = open.pop()) {
    open.push(...fillBlock(problem, block, shares));
  }
  return shares;
}

interface Block {
  readonly demands: readonly number[];
  readonly supplies: readonly number[];
  readonly edges: readonly number[];
  /** The most that the demands of the block can get in all: whole. */
  readonly total: number;
}

/**
 * Fills a block to one level. Where that can be carried, writes it and its rounding (within the block, so that no
 * block gains a unit at the cost of a poorer one) and returns nothing more to do; else returns the two parts.
 * @mutates shares
 */
function fillBlock(problem: TransportProblem, block: Block, shares: TransportLevels): readonly Block[] {
  const { demands, supplies, total } = block;
  const local = buildLocalGraph(problem, block);
  const supply = gather(problem.supply, supplies);
  const quantity = gather(problem.quantity, demands);
  const stages = problem.stages.map(({ gain, cap }) => {
    return { gain: gather(gain, demands), cap: gather(cap, demands) };
  });
  const level = fillToTotal({ stages }, total);
  const grid = gridScale(supply.reduce((sum, amount) => sum + amount, 0));
  const wanted = level.map((amount) => Math.floor(amount * grid));
  const state = openFlow(
    local,
    supply.map((amount) => amount * grid),
    wanted,
  );
  augment(local, state);
  const levels = levelNodes(local, state);
  const starved = demands.filter((_, d) => levels.demand[d]! < 0);
  const isFilled = state.demandLeft.every((left) => left === 0);
  if (isFilled || starved.length === 0 || starved.length === demands.length) {
    const units = roundByLargestRemainder({ graph: local, supply, quantity, stages }, level, total);
    demands.forEach((d, i) => {
      shares.fairShare[d] = level[i]!;
      shares.units[d] = units[i]!;
    });
    return [];
  }
  return splitBlock(problem, block, { starved, levels });
}

/** Returns the part that the flow reached and the part that it starved, with the supplies of each. */
function splitBlock(
  problem: TransportProblem,
  block: Block,
  cut: { readonly starved: readonly number[]; readonly levels: { readonly supply: Int32Array } },
): readonly Block[] {
  const { demands, supplies, edges, total } = block;
  const { starved, levels } = cut;
  const isStarved = new Set(starved);
  const dry = new Set(supplies.filter((_, s) => levels.supply[s]! < 0));
  const dryTotal = [...dry].reduce((sum, s) => sum + problem.supply[s]!, 0);
  return [
    {
      demands: demands.filter((d) => !isStarved.has(d)),
      supplies: supplies.filter((s) => !dry.has(s)),
      edges: edges.filter((e) => {
        return !isStarved.has(problem.graph.edgeDemand[e]!) && !dry.has(problem.graph.edgeSupply[e]!);
      }),
      total: total - dryTotal,
    },
    {
      demands: starved,
      supplies: [...dry],
      edges: edges.filter((e) => isStarved.has(problem.graph.edgeDemand[e]!)),
      total: dryTotal,
    },
  ];
}

function buildLocalGraph(problem: TransportProblem, block: Block): BipartiteGraph {
  const demandAt = new Map(block.demands.map((d, i) => [d, i]));
  const supplyAt = new Map(block.supplies.map((s, i) => [s, i]));
  const { edgeSupply, edgeDemand } = problem.graph;
  return buildBipartiteGraph(
    { supplyCount: block.supplies.length, demandCount: block.demands.length },
    Int32Array.from(block.edges, (e) => supplyAt.get(edgeSupply[e]!)!),
    Int32Array.from(block.edges, (e) => demandAt.get(edgeDemand[e]!)!),
  );
}

/** The largest power of two by which `total` can be multiplied and stay below 2^52: the grid of exact flows. */
function gridScale(total: number): number {
  return 2 ** Math.max(0, 51 - Math.ceil(Math.log2(total + 1)));
}

function gather(values: Float64Array, indices: readonly number[]): Float64Array {
  return Float64Array.from(indices, (i) => values[i]!);
}
