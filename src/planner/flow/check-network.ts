import type { FlowBasis, FlowFault, FlowNetwork } from "./network.ts";

/** At most this many faults are listed: enough to mend a file by, and no flood from a hopeless one. */
const FAULTS_LISTED_MAX = 1000;
/** So many nodes and arcs take 2.3 GiB of the kernel's memory, which ends at 4. */
const COUNT_MAX = 2 ** 25;
/**
 * Bounds (nodes + 1) × dearest arc. The dear artificial arcs cost that + 1, so a potential is at most twice it, and
 * a reduced cost, a sum of three such numbers, stays below 2^53.
 */
const POTENTIAL_MAX = 2 ** 50;

/**
 * Returns everything wrong with `network` (at most 1,000 faults), in the order of its fields; the empty list when it
 * can be solved. Refused: arrays of unequal length, numbers that are not whole or not safe, nodes that are not
 * there, bounds that cross, supplies that do not sum to zero, and sums that leave the whole numbers a double holds:
 * Σ |supply| + Σ |lower| + Σ limited capacity above 2^53 (every flow that the method meets is below that), and
 * (nodes + 1) × greatest |cost| above 2^50 (that bounds the potentials). O(nodes + arcs).
 */
export function checkNetwork(network: FlowNetwork, basis?: FlowBasis): readonly FlowFault[] {
  const faults: FlowFault[] = [];
  const note: Note = (field, index, value, rule) => {
    if (faults.length < FAULTS_LISTED_MAX) faults.push({ field, index, value, rule });
  };
  checkSizes(network, note);
  if (faults.length > 0) return faults;
  const units = checkSupplies(network, note) + checkEnds(network, note) + checkBounds(network, note);
  if (faults.length === 0 && units > Number.MAX_SAFE_INTEGER) note("capacity", -1, units, "sum_too_large");
  checkCosts(network, note);
  if (basis !== undefined) checkBasis(network, basis, note);
  return faults;
}

/** What a pass over a sound network finds out by the way. */
export interface NetworkFacts {
  readonly hasLower: boolean;
  /** Greatest |cost|. */
  readonly dearest: number;
}

/**
 * Returns facts of a sound network, undefined where `checkNetwork` finds a fault: one quick pass, since all but a few
 * networks are sound, and in small ones checking takes as long as solving. O(nodes + arcs).
 */
export function surveyNetwork(network: FlowNetwork): NetworkFacts | undefined {
  const { nodeCount, source, target, lower, capacity, cost, supply } = network;
  const arcCount = source.length;
  let isSized = true;
  checkSizes(network, () => {
    isSized = false;
  });
  if (!isSized) return;
  let sum = 0;
  let units = 0;
  // Every single number is safe where the sum of their amounts is; and NaN is not its own floor.
  for (let node = 0; node < nodeCount; node++) {
    const value = supply[node]!;
    if (Math.floor(value) !== value) return;
    sum += value;
    units += Math.abs(value);
  }
  let dearest = 0;
  let lowers = 0;
  for (let arc = 0; arc < arcCount; arc++) {
    // An index below zero is a great one here.
    if (source[arc]! >>> 0 >= nodeCount || target[arc]! >>> 0 >= nodeCount) return;
    const least = lower[arc]!;
    const most = capacity[arc]!;
    const value = cost[arc]!;
    if (Math.floor(value) !== value) return;
    if (value > dearest) dearest = value;
    else if (-value > dearest) dearest = -value;
    if (least === 0 && most === Infinity) continue;
    if (Math.floor(least) !== least || Math.floor(most) !== most || most < least) return;
    if (most < Infinity) units += Math.abs(most);
    lowers += Math.abs(least);
  }
  units += lowers;
  if (sum !== 0 || !(units <= Number.MAX_SAFE_INTEGER)) return;
  if (!(dearest <= Number.MAX_SAFE_INTEGER && (nodeCount + 1) * dearest <= POTENTIAL_MAX)) return;
  return { hasLower: lowers > 0, dearest };
}

type Note = (field: FlowFault["field"], index: number, value: number, rule: FlowFault["rule"]) => void;

function checkSizes(network: FlowNetwork, note: Note): void {
  const { nodeCount, source } = network;
  if (!Number.isSafeInteger(nodeCount) || nodeCount < 0)
    note("nodeCount", -1, nodeCount, "not_a_whole_number");
  else if (nodeCount > COUNT_MAX) note("nodeCount", -1, nodeCount, "too_many");
  else if (network.supply.length !== nodeCount) note("supply", -1, network.supply.length, "wrong_length");
  if (source.length > COUNT_MAX) note("source", -1, source.length, "too_many");
  for (const field of ["target", "lower", "capacity", "cost"] as const) {
    const { length } = network[field];
    if (length !== source.length) note(field, -1, length, "wrong_length");
  }
}

function checkSupplies({ supply }: FlowNetwork, note: Note): number {
  let sum = 0;
  let units = 0;
  supply.forEach((value, node) => {
    if (!Number.isSafeInteger(value)) note("supply", node, value, "not_a_whole_number");
    sum += value;
    units += Math.abs(value);
  });
  // Beyond 2^53 the sum itself is not exact, and the sum of the units is the fault to name.
  if (units <= Number.MAX_SAFE_INTEGER && sum !== 0) note("supply", -1, sum, "supplies_do_not_sum_to_zero");
  return units;
}

function checkEnds({ nodeCount, source, target }: FlowNetwork, note: Note): 0 {
  for (let arc = 0; arc < source.length; arc++) {
    const from = source[arc]!;
    const to = target[arc]!;
    if (from < 0 || from >= nodeCount) note("source", arc, from, "node_out_of_range");
    if (to < 0 || to >= nodeCount) note("target", arc, to, "node_out_of_range");
  }
  return 0;
}

function checkBounds({ lower, capacity }: FlowNetwork, note: Note): number {
  let units = 0;
  for (let arc = 0; arc < lower.length; arc++) {
    const least = lower[arc]!;
    const most = capacity[arc]!;
    if (least === 0 && most === Infinity) continue;
    if (!Number.isSafeInteger(least)) note("lower", arc, least, "not_a_whole_number");
    else units += Math.abs(least);
    if (most === Infinity) continue;
    if (!Number.isSafeInteger(most)) note("capacity", arc, most, "not_a_whole_number");
    else {
      units += Math.abs(most);
      if (most < least) note("capacity", arc, most, "lower_above_capacity");
    }
  }
  return units;
}

function checkCosts({ nodeCount, cost }: FlowNetwork, note: Note): void {
  let dearest = 0;
  let at = -1;
  for (let arc = 0; arc < cost.length; arc++) {
    const value = cost[arc]! < 0 ? -cost[arc]! : cost[arc]!;
    if (value <= dearest && Math.floor(value) === value) continue;
    if (!Number.isSafeInteger(value)) note("cost", arc, cost[arc]!, "not_a_whole_number");
    else {
      dearest = value;
      at = arc;
    }
  }
  if ((nodeCount + 1) * dearest > POTENTIAL_MAX) note("cost", at, cost[at]!, "cost_too_large");
}

/** A basis must be of this network's size, each tree arc must touch its node, and following parents must end. */
function checkBasis(network: FlowNetwork, basis: FlowBasis, note: Note): void {
  const { nodeCount, source, target } = network;
  const { treeArc, isAtCapacity } = basis;
  if (treeArc.length !== nodeCount || isAtCapacity.length !== source.length) {
    note("basis", -1, treeArc.length, "wrong_length");
    return;
  }
  // 0 not seen, k > 0 seen on the way up from node k − 1: met again on the same way, it is a ring.
  const seenFrom = new Int32Array(nodeCount);
  for (let start = 0; start < nodeCount; start++) {
    let node = start;
    while (seenFrom[node] === 0) {
      seenFrom[node] = start + 1;
      const arc = treeArc[node]!;
      if (arc === -1) break;
      const other = source[arc] === node ? target[arc] : source[arc];
      if (other === undefined || (source[arc] !== node && target[arc] !== node) || other === node) {
        note("basis", node, arc, "not_a_forest");
        break;
      }
      node = other;
      if (seenFrom[node] === start + 1) note("basis", node, arc, "not_a_forest");
    }
  }
}
