/**
 * The steps of the network simplex method, in AssemblyScript: `node scripts/generate-flow-kernel.ts` compiles this file
 * to WebAssembly, in ../kernel-code.ts. Why: docs/decisions/0009-minimum-cost-flow.md. What the arrays hold and which
 * invariants they keep: ../basis.ts; the method: ../solve-flow.ts.
 *
 * A step: an arc enters the tree, units go round the cycle that it closes, and the arc that stops them leaves. The tree
 * is kept by parent, thread and depth (Bradley, Brown, Graves 1977, "Design and implementation of large scale primal
 * transshipment algorithms", Management Science 24(1)). Cost of a step: blocks of arcs until one has what pays, the
 * cycle or its beginning (`findLeaving`), and the part of the tree that is cut off.
 *
 * Numbers are doubles that hold whole numbers below 2^53 or Infinity, indices have 32 bits: the same as outside.
 */

import {
  BACK,
  cost,
  DEPTH,
  DOWN,
  GROUP,
  int,
  isTurned,
  linksOf,
  num,
  placeArrays,
  placeOf,
} from "./memory.ts";
import { potential, roomOf, source, target, treeArc, width } from "./memory.ts";
import { beginSearch, findEntering, headGroup } from "./search.ts";

export {
  cost,
  isTurned,
  links,
  original,
  place,
  potential,
  room,
  source,
  target,
  treeArc,
  width,
} from "./memory.ts";
export { headGroups } from "./search.ts";

/** Steps since `layOut`. */
export let pivotCount: i32 = 0;

// The cycle: see `findLeaving`.
let top: i32 = 0;
let amount: f64 = 0;
let leaving: i32 = 0;
let isOnSourceSide: bool = false;

/**
 * Places the arrays for so many nodes, the root included, and arcs, and begins a search through blocks of so many arcs.
 * They hold what was there.
 */
export function layOut(nodes: i32, arcs: i32, block: i32): void {
  placeArrays(nodes, arcs);
  beginSearch(block);
  pivotCount = 0;
}

/**
 * Pivots until no arc pays, and returns −1; or returns the arc that closes a cycle which costs less than nothing and
 * has no limit.
 */
export function runPivots(): i32 {
  while (true) {
    const e = findEntering();
    if (e < 0) return -1;
    findLeaving(e);
    if (amount == Infinity) return e;
    pivot(e);
    pivotCount++;
  }
}

/**
 * Finds what stops the units round the cycle that arc e closes. Among several it takes the last on the way round from
 * the top: so the tree stays strongly feasible. Up from the target there is room everywhere (invariant 2 of basis.ts),
 * so an arc without room that is met on the way up from the source, and below the top, is that last one, and nothing
 * else needs be looked at: `top` is known only where the amount is above zero.
 */
function findLeaving(e: i32): void {
  let u = int(source, e);
  let v = int(target, e);
  let least = num(width, e);
  let leastAfter: f64 = Infinity;
  let before = -1;
  let after = -1;
  let deeper = load<i32>(placeOf(u), DEPTH) - load<i32>(placeOf(v), DEPTH);
  for (; deeper > 0 && least > 0; deeper--) {
    const down = load<f64>(roomOf(u), DOWN);
    if (down < least) {
      least = down;
      before = u;
    }
    u = load<i32>(linksOf(u));
  }
  for (; deeper < 0; deeper++) {
    const up = load<f64>(roomOf(v));
    if (up <= leastAfter) {
      leastAfter = up;
      after = v;
    }
    v = load<i32>(linksOf(v));
  }
  while (u != v && least > 0) {
    const down = load<f64>(roomOf(u), DOWN);
    if (down < least) {
      least = down;
      before = u;
    }
    const up = load<f64>(roomOf(v));
    if (up <= leastAfter) {
      leastAfter = up;
      after = v;
    }
    u = load<i32>(linksOf(u));
    v = load<i32>(linksOf(v));
  }
  const isAfter = leastAfter <= least && after >= 0;
  top = u;
  amount = isAfter ? leastAfter : least;
  leaving = isAfter ? after : before;
  isOnSourceSide = !isAfter;
}

/** Sends the units round, lets the arc leave and hangs the part of the tree that this cuts off on arc e. */
function pivot(e: i32): void {
  // Most steps send nothing and only change the tree.
  if (amount > 0) sendRound(e);
  if (leaving < 0) {
    turnArc(e);
    return;
  }
  const s = int(source, e);
  const t = int(target, e);
  const reduced = num(cost, e) + num(potential, s) - num(potential, t);
  const left = int(treeArc, leaving);
  if (left >= 0) {
    // It leaves without flow, or turned: its room away from its own source is what is left of its width.
    const ahead = load<f64>(roomOf(leaving) + (int(source, left) == leaving ? 0 : DOWN));
    if (ahead == 0) turnArc(left);
  }
  const inner = isOnSourceSide ? s : t;
  const outer = isOnSourceSide ? t : s;
  moveSubtree(inner, outer, isOnSourceSide ? -reduced : reduced);
  exchangeParents(inner, outer);
  const rest = num(width, e) - amount;
  store<f64>(roomOf(inner), isOnSourceSide ? rest : amount);
  store<f64>(roomOf(inner), isOnSourceSide ? amount : rest, DOWN);
  store<i32>(treeArc + ((<usize>inner) << 2), e);
}

/** Sends the units round the cycle that arc e closes. */
function sendRound(e: i32): void {
  for (let u = int(source, e); u != top; u = load<i32>(linksOf(u))) {
    store<f64>(roomOf(u), load<f64>(roomOf(u)) + amount);
    store<f64>(roomOf(u), load<f64>(roomOf(u), DOWN) - amount, DOWN);
  }
  for (let v = int(target, e); v != top; v = load<i32>(linksOf(v))) {
    store<f64>(roomOf(v), load<f64>(roomOf(v)) - amount);
    store<f64>(roomOf(v), load<f64>(roomOf(v), DOWN) + amount, DOWN);
  }
}

/** Holds arc e the other way round, from its other bound. */
function turnArc(e: i32): void {
  const at = (<usize>e) << 2;
  const end = load<i32>(source + at);
  store<i32>(source + at, load<i32>(target + at));
  store<i32>(target + at, end);
  store<f64>(cost + 2 * at, -load<f64>(cost + 2 * at));
  store<u8>(isTurned + <usize>e, 1 - load<u8>(isTurned + <usize>e));
  headGroup(e / GROUP);
}

/**
 * Cuts the subtree of `leaving` off and puts it behind `outer` in the thread, by its node `inner`, with new depths and
 * potentials. On the way from `inner` up to `leaving`, every node comes, without what came before, behind the part that
 * was below it, and sinks by two more than that.
 */
function moveSubtree(inner: i32, outer: i32, change: f64): void {
  const before = load<i32>(linksOf(leaving), BACK);
  let level = load<i32>(placeOf(inner), DEPTH);
  let shift = load<i32>(placeOf(outer), DEPTH) + 1 - level;
  moveNode(inner, shift, change);
  let end = moveDeeper(inner, level, shift, change);
  let after = load<i32>(placeOf(end));
  for (let child = inner; child != leaving; ) {
    const node = load<i32>(linksOf(child));
    shift += 2;
    level--;
    follow(end, node);
    for (let u = node; u != child; u = load<i32>(placeOf(u))) {
      moveNode(u, shift, change);
      end = u;
    }
    if (load<i32>(placeOf(after), DEPTH) > level) {
      follow(end, after);
      moveNode(after, shift, change);
      end = moveDeeper(after, level, shift, change);
      after = load<i32>(placeOf(end));
    }
    child = node;
  }
  follow(before, after);
  follow(end, load<i32>(placeOf(outer)));
  follow(outer, inner);
}

/** Moves the nodes that follow `node` in the thread as long as they are deeper than `level`; returns the last. */
function moveDeeper(node: i32, level: i32, shift: i32, change: f64): i32 {
  let end = node;
  while (true) {
    const u = load<i32>(placeOf(end));
    const depth = load<i32>(placeOf(u), DEPTH);
    if (depth <= level) return end;
    store<i32>(placeOf(u), depth + shift, DEPTH);
    const at = potential + ((<usize>u) << 3);
    store<f64>(at, load<f64>(at) + change);
    end = u;
  }
}

function moveNode(node: i32, shift: i32, change: f64): void {
  store<i32>(placeOf(node), load<i32>(placeOf(node), DEPTH) + shift, DEPTH);
  const at = potential + ((<usize>node) << 3);
  store<f64>(at, load<f64>(at) + change);
}

/** Lets `second` follow `first` in the thread. */
function follow(first: i32, second: i32): void {
  store<i32>(placeOf(first), second);
  store<i32>(linksOf(second), first, BACK);
}

/**
 * Lets the nodes on the way from `inner` up to `leaving` exchange parent and child. Tree arc and rooms of `inner` are
 * left to the caller.
 */
function exchangeParents(inner: i32, outer: i32): void {
  let node = inner;
  let below = outer;
  let belowArc = -1;
  let belowUp: f64 = 0;
  let belowDown: f64 = 0;
  while (true) {
    const above = load<i32>(linksOf(node));
    const arc = int(treeArc, node);
    const up = load<f64>(roomOf(node));
    const down = load<f64>(roomOf(node), DOWN);
    store<i32>(linksOf(node), below);
    store<i32>(treeArc + ((<usize>node) << 2), belowArc);
    store<f64>(roomOf(node), belowDown);
    store<f64>(roomOf(node), belowUp, DOWN);
    if (node == leaving) return;
    below = node;
    belowArc = arc;
    belowUp = up;
    belowDown = down;
    node = above;
  }
}
