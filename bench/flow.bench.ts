import { createHash } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { checkFlow } from "#planner/flow/check-flow.ts";
import type { FlowNetwork, OptimalFlow } from "#planner/flow/network.ts";
import { solveFlow } from "#planner/flow/solve-flow.ts";
import { drawGoto, drawGridgen, drawNetgen, drawTimeExpanded, drawTransport } from "./cases/flow-networks.ts";
import { type LemonTimes, openLemon } from "./cases/lemon.ts";

/**
 * How long does a flow of least cost take, against the network simplex method of LEMON in C++?
 *
 * Both in turn, in one run, each for as long as makes a batch: the processor's time of the solving thread, since other
 * work on the machine is none of either's. Ours is everything from the arrays of a network to the answer's arrays (its
 * check of the input, layout, pivots, potentials, exact cost and basis), in memory that is kept from solve to solve; LEMON's
 * is everything from a graph with its maps to the flow in an array that is kept, and, as `Run`, its `run()` alone. Figures
 * are medians over the batches, of the times and of the ratios. Costs are compared, and our proof checked, before; one
 * batch warms up, and the garbage of all that is collected before the first that counts.
 * Where g++ or LEMON is missing (Debian: liblemon-dev), its figures are absent, and the reason is told.
 */
const IS_SMOKE = process.argv.includes("--smoke");
const ARCS = IS_SMOKE ? [1000] : [1000, 10_000, 100_000, 1_000_000];
const BATCHES = IS_SMOKE ? 1 : 3;
/** Milliseconds of a batch, at least: the system counts the processor's time in steps of several milliseconds. */
const BATCH_MILLISECONDS = IS_SMOKE ? 20 : 300;
const SEED = 2020;
/** Arcs to a node of the sparse families. */
const DEGREE = 8;

const FAMILIES: Readonly<Record<string, (arcCount: number) => FlowNetwork>> = {
  transport: (arcCount) => drawTransport(arcCount, SEED),
  timeExpanded: (arcCount) => drawTimeExpanded(arcCount, SEED),
  netgen: (arcCount) => drawNetgen(arcCount / DEGREE, SEED),
  gridgen: (arcCount) => drawGridgen(arcCount / DEGREE, SEED),
  goto: (arcCount) => drawGoto(arcCount / DEGREE, SEED),
};

function solve(network: FlowNetwork, reuse?: OptimalFlow): OptimalFlow {
  const result = solveFlow(network, { reuse });
  if (result.status !== "optimal") throw new Error(`bench: ${result.status}`);
  return result;
}

/** Collects garbage: what drawing and checking a network left behind, often megabytes, is none of the solve's. */
setFlagsFromString("--expose-gc");
// With the flag, a new context has the function under this name.
const collectGarbage = runInNewContext("gc") as () => void;

/** Milliseconds of this thread that one solve takes, on average over a batch. */
function timeBatch(network: FlowNetwork): number {
  const start = process.threadCpuUsage();
  let answer: OptimalFlow | undefined;
  for (let count = 1; ; count++) {
    answer = solve(network, answer);
    const { user, system } = process.threadCpuUsage(start);
    const spent = (user + system) / 1000;
    if (spent >= BATCH_MILLISECONDS) return spent / count;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const answers = createHash("sha256");
const figures: Record<string, number> = {};
for (const [family, draw] of Object.entries(FAMILIES)) {
  for (const arcCount of ARCS) {
    const name = `${family}${arcCount}`;
    console.error(`flow: ${name}`);
    const network = draw(arcCount);
    const answer = solve(network);
    const faults = checkFlow(network, answer);
    if (faults.length > 0) throw new Error(`bench: ${name}: ${faults[0]}`);
    answers.update(answer.flow);
    figures[`${name}Pivots`] = answer.pivotCount;
    const opened = await openLemon(network);
    if (opened.lemon === undefined) {
      console.error(`flow: no comparison with LEMON: ${opened.reason}`);
      figures[`${name}Milliseconds`] = timeBatch(network);
      continue;
    }
    const { lemon } = opened;
    const { totalCost, milliseconds } = await lemon.solve(1);
    const lemonCount = Math.ceil(BATCH_MILLISECONDS / Math.max(milliseconds, 0.01));
    if (totalCost !== `${answer.totalCost}`) {
      throw new Error(`bench: ${name}: ${answer.totalCost} here, ${totalCost} by LEMON`);
    }
    timeBatch(network);
    collectGarbage();
    const own: number[] = [];
    const theirs: LemonTimes[] = [];
    for (let batch = 0; batch < BATCHES; batch++) {
      theirs.push(await lemon.solve(lemonCount));
      own.push(timeBatch(network));
    }
    await lemon.close();
    figures[`${name}Milliseconds`] = median(own);
    const whole = theirs.map((times) => times.milliseconds);
    const alone = theirs.map((times) => times.runMilliseconds);
    figures[`${name}LemonMilliseconds`] = median(whole);
    figures[`${name}LemonRunMilliseconds`] = median(alone);
    const ratioTo = (their: readonly number[]) => median(own.map((time, batch) => time / their[batch]!));
    figures[`${name}RatioToLemon`] = ratioTo(whole);
    figures[`${name}RatioToLemonRun`] = ratioTo(alone);
    const [ratio, ratioToRun] = [ratioTo(whole).toFixed(2), ratioTo(alone).toFixed(2)];
    console.error(`flow: ${name}: ${ratio} times LEMON, ${ratioToRun} times its run() alone`);
  }
}
console.log(JSON.stringify({ ...figures, hash: answers.digest("hex") }));
