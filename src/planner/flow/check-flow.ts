import type { FlowNetwork, OptimalFlow } from "./network.ts";

/**
 * Returns what is wrong with an answer, one sentence each, at most 20; the empty list proves that the flow keeps all
 * bounds and supplies, that its total is what is said, and that no flow costs less: with whole numbers there is no
 * tolerance. Shares no code with the method. O(nodes + arcs).
 *
 * Why it proves that: for any flow y, Σ cost · y = Σ r · y + a constant that depends on supplies and potentials alone,
 * r being the reduced costs; and x makes each r · x least within its bounds.
 */
export function checkFlow(
  network: FlowNetwork,
  answer: Pick<OptimalFlow, "flow" | "potential" | "totalCost">,
): readonly string[] {
  const { source, target, lower, capacity, cost, supply, nodeCount } = network;
  const { flow, potential } = answer;
  if (flow.length !== source.length || potential.length !== nodeCount) return ["arrays of the wrong length"];
  const faults: string[] = [];
  const note = (fault: string) => {
    if (faults.length < 20) faults.push(fault);
  };
  const leaves = new Float64Array(nodeCount);
  let total = 0n;
  let part = 0;
  for (let arc = 0; arc < source.length; arc++) {
    const x = flow[arc]!;
    if (!Number.isSafeInteger(x)) note(`arc ${arc}: flow ${x} is no whole number`);
    if (x < lower[arc]! || x > capacity[arc]!)
      note(`arc ${arc}: flow ${x} is not within ${lower[arc]} to ${capacity[arc]}`);
    leaves[source[arc]!]! += x;
    leaves[target[arc]!]! -= x;
    const reduced = cost[arc]! + potential[source[arc]!]! - potential[target[arc]!]!;
    if (!Number.isSafeInteger(reduced)) note(`arc ${arc}: reduced cost ${reduced} is no whole number`);
    if (reduced > 0 && x > lower[arc]!) note(`arc ${arc}: carries ${x} at a loss of ${reduced} each`);
    if (reduced < 0 && x < capacity[arc]!)
      note(`arc ${arc}: carries ${x}, and more would gain ${-reduced} each`);
    const product = cost[arc]! * x;
    if (Math.abs(product) < 2 ** 52 && Math.abs(part + product) < 2 ** 52) part += product;
    else {
      total += BigInt(part) + BigInt(cost[arc]!) * BigInt(Number.isSafeInteger(x) ? x : 0);
      part = 0;
    }
  }
  for (let node = 0; node < nodeCount; node++) {
    if (leaves[node] !== supply[node])
      note(`node ${node}: ${leaves[node]} units leave it, its supply is ${supply[node]}`);
  }
  total += BigInt(part);
  if (total !== answer.totalCost) note(`costs ${total}, not ${answer.totalCost}`);
  return faults;
}
