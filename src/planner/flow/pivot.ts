import { type Basis, turnArc } from "./basis.ts";

/**
 * One step of the network simplex method: an arc enters the tree, units go round the cycle that it closes, and the
 * arc that stops them leaves. Tree kept as in Kovács 2015 (section 4.2, "extended threaded index"); see solve-flow.ts.
 *
 * Cost of a step: the cycle, the way between the two ends of the part that changes its parents, and the smaller side
 * of the tree for the potentials.
 */
export interface Cycle {
  /** Its top: the node of the tree nearest the root. */
  join: number;
  /** Units that go round; `Infinity` if nothing stops them. */
  amount: number;
  /** The node whose tree arc leaves, −1 when the arc only goes to its other bound. */
  leaving: number;
  /** Whether the leaving arc lies on the way down to the source of the entering arc. */
  isOnSourceSide: boolean;
}

/** Returns a cycle to be filled in by `findLeaving`: allocated once, not at each step. */
export function openCycle(): Cycle {
  return { join: 0, amount: 0, leaving: -1, isOnSourceSide: false };
}

/**
 * Finds what stops the units round the cycle that arc e closes. Among several it takes the last on the way round from
 * the top: so the tree stays strongly feasible. @mutates cycle
 */
export function findLeaving(basis: Basis, e: number, cycle: Cycle): void {
  const { parent, size, roomUp, roomDown } = basis;
  let u = basis.source[e]!;
  let v = basis.target[e]!;
  let least = basis.width[e]!;
  let leastAfter = Infinity;
  let before = -1;
  let after = -1;
  while (u !== v) {
    if (size[u]! < size[v]!) {
      const room = roomDown[u]!;
      if (room < least) {
        least = room;
        before = u;
      }
      u = parent[u]!;
    } else {
      const room = roomUp[v]!;
      if (room <= leastAfter) {
        leastAfter = room;
        after = v;
      }
      v = parent[v]!;
    }
  }
  cycle.join = u;
  const isAfter = leastAfter <= least && after >= 0;
  cycle.amount = isAfter ? leastAfter : least;
  cycle.leaving = isAfter ? after : before;
  cycle.isOnSourceSide = !isAfter;
}

/**
 * Sends the units round, lets the arc leave, hangs its subtree on the entering arc e and moves the potentials of the
 * smaller side by the reduced cost of e. @mutates basis
 */
export function pivot(basis: Basis, e: number, cycle: Cycle): void {
  const { source, target, cost, potential } = basis;
  const { leaving, amount, isOnSourceSide } = cycle;
  if (leaving < 0) {
    sendRound(basis, e, cycle, 0);
    turnArc(basis, e);
    return;
  }
  const s = source[e]!;
  const t = target[e]!;
  const reduced = cost[e]! + potential[s]! - potential[t]!;
  const moved = basis.size[leaving]!;
  sendRound(basis, e, cycle, moved);
  const left = basis.treeArc[leaving]!;
  // It leaves without flow, or turned: its room away from its own source is what is left of its width.
  if (left >= 0) {
    const ahead = source[left] === leaving ? basis.roomUp[leaving]! : basis.roomDown[leaving]!;
    if (ahead === 0) turnArc(basis, left);
  }
  const inner = isOnSourceSide ? s : t;
  const outer = isOnSourceSide ? t : s;
  rehang(basis, inner, outer, leaving);
  basis.treeArc[inner] = e;
  const rest = basis.width[e]! - amount;
  basis.roomUp[inner] = isOnSourceSide ? rest : amount;
  basis.roomDown[inner] = isOnSourceSide ? amount : rest;
  movePotentials(basis, inner, isOnSourceSide ? -reduced : reduced);
}

/** Sends the units round the cycle; above the leaving arc `moved` nodes change sides. @mutates basis */
function sendRound(basis: Basis, e: number, cycle: Cycle, moved: number): void {
  const { parent, size, roomUp, roomDown } = basis;
  const { amount, join, leaving, isOnSourceSide } = cycle;
  const s = basis.source[e]!;
  const t = basis.target[e]!;
  // Most steps send nothing and only change the tree.
  if (amount > 0) {
    for (let u = s; u !== join; u = parent[u]!) {
      roomUp[u]! += amount;
      roomDown[u]! -= amount;
    }
    for (let v = t; v !== join; v = parent[v]!) {
      roomUp[v]! -= amount;
      roomDown[v]! += amount;
    }
  }
  if (moved === 0) return;
  // From the leaving arc down the tree is turned round, and `rehang` counts anew.
  for (let u = parent[leaving]!; u !== join; u = parent[u]!) size[u]! -= moved;
  for (let u = isOnSourceSide ? t : s; u !== join; u = parent[u]!) size[u]! += moved;
}

/**
 * Cuts the subtree of `leaving` off and hangs it by its node `inner` on `outer`: the nodes on the way from `inner` up
 * to `leaving` exchange parent and child, and in the thread each comes, without what came before, behind the one that
 * was below it. The tree arc of `inner` is left to the caller. @mutates basis
 */
function rehang(basis: Basis, inner: number, outer: number, leaving: number): void {
  const { parent, treeArc, roomUp, roomDown, thread, reverseThread, size, last } = basis;
  const above = parent[leaving]!;
  const before = reverseThread[leaving]!;
  const oldLast = last[leaving]!;
  const moved = size[leaving]!;
  let end = last[inner]!;
  let after = thread[end]!;
  let child = inner;
  let childLast = end;
  let childBefore = reverseThread[inner]!;
  let childSize = size[inner]!;
  let childArc = treeArc[inner]!;
  let childUp = roomUp[inner]!;
  let childDown = roomDown[inner]!;
  let node = parent[inner]!;
  size[inner] = moved;
  parent[inner] = outer;
  while (child !== leaving) {
    const next = parent[node]!;
    const nodeLast = last[node]!;
    const nodeBefore = reverseThread[node]!;
    thread[end] = node;
    reverseThread[node] = end;
    if (nodeLast === childLast) {
      end = childBefore;
    } else {
      thread[childBefore] = after;
      reverseThread[after] = childBefore;
      end = nodeLast;
      after = thread[nodeLast]!;
    }
    parent[node] = child;
    const nodeSize = size[node]!;
    size[node] = moved - childSize;
    childSize = nodeSize;
    const arc = treeArc[node]!;
    treeArc[node] = childArc;
    childArc = arc;
    const up = roomUp[node]!;
    const down = roomDown[node]!;
    roomUp[node] = childDown;
    roomDown[node] = childUp;
    childUp = up;
    childDown = down;
    childLast = nodeLast;
    childBefore = nodeBefore;
    child = node;
    node = next;
  }
  for (let u = leaving; u !== outer; u = parent[u]!) last[u] = end;
  thread[before] = after;
  reverseThread[after] = before;
  for (let u = above; u >= 0 && last[u] === oldLast; u = parent[u]!) last[u] = before;
  const behind = thread[outer]!;
  thread[outer] = inner;
  reverseThread[inner] = outer;
  thread[end] = behind;
  reverseThread[behind] = end;
  for (let u = outer; u >= 0 && last[u] === outer; u = parent[u]!) last[u] = end;
}

/** Adds `change` to the potentials under `inner`, or takes it from all others where those are fewer. @mutates basis */
function movePotentials(basis: Basis, inner: number, change: number): void {
  const { potential, thread, last } = basis;
  const end = thread[last[inner]!]!;
  if (2 * basis.size[inner]! <= basis.nodeCount) {
    let u = inner;
    do {
      potential[u]! += change;
      u = thread[u]!;
    } while (u !== end);
  } else {
    for (let u = end; u !== inner; u = thread[u]!) potential[u]! -= change;
  }
}
