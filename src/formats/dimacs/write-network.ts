import type { Network } from "#core/allocation/least-cost-flow.ts";

/** Characters of one piece of text, roughly: large enough to be written at once, small enough for any stream. */
const PIECE_LENGTH = 64 * 1024;

/**
 * Yields a network in the DIMACS format for minimum-cost flow (see read-network.ts), in pieces. Arcs without limit are
 * written with the capacity −1, as LEMON reads them, or `inf` above a negative lower bound, where −1 is a number.
 */
export function* writeNetwork(network: Network): Generator<string> {
  yield* joinLines(listNetworkLines(network));
}

function* listNetworkLines(network: Network): Generator<string> {
  const { nodeCount, supply, source, target, lower, capacity, cost } = network;
  yield `p min ${nodeCount} ${source.length}`;
  for (let node = 0; node < nodeCount; node++) {
    if (supply[node] !== 0) yield `n ${node + 1} ${supply[node]}`;
  }
  for (let arc = 0; arc < source.length; arc++) {
    const unlimited = (lower[arc] ?? 0) < 0 ? "inf" : "-1";
    const most = capacity[arc] === Infinity ? unlimited : capacity[arc];
    yield `a ${(source[arc] ?? 0) + 1} ${(target[arc] ?? 0) + 1} ${lower[arc]} ${most} ${cost[arc]}`;
  }
}

/**
 * Yields a solution in the DIMACS format, in pieces: `s OPTIMUM`, then `f SRC DST FLOW` for every arc, in the order of
 * the network, so that parallel arcs can be told apart.
 */
export function* writeSolution(
  network: Pick<Network, "source" | "target">,
  solution: { readonly totalCost: bigint; readonly flow: Float64Array },
): Generator<string> {
  yield* joinLines(listSolutionLines(network, solution));
}

function* listSolutionLines(
  { source, target }: Pick<Network, "source" | "target">,
  { totalCost, flow }: { readonly totalCost: bigint; readonly flow: Float64Array },
): Generator<string> {
  yield `s ${totalCost}`;
  for (let arc = 0; arc < source.length; arc++) {
    yield `f ${(source[arc] ?? 0) + 1} ${(target[arc] ?? 0) + 1} ${flow[arc]}`;
  }
}

function* joinLines(lines: Iterable<string>): Generator<string> {
  let piece = "";
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}
