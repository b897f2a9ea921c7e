import { cost, GROUP, groupCount, heads, int, num, potential, source, target } from "./memory.ts";

/** Whether the ends of most groups' arcs follow one another, so that it is worth asking. */
let isOrderly: bool = false;
/** Groups among which the cheapest arc is taken, and where the search goes on. */
let block: i32 = 0;
let next: i32 = 0;

/** Begins a search through blocks of about so many arcs. */
export function beginSearch(arcs: i32): void {
  block = max(1, (arcs + GROUP / 2) / GROUP);
  next = 0;
}

/** Notes of every group where its arcs lie; once the arcs are in. */
export function headGroups(): void {
  let even = 0;
  for (let group = 0; group < groupCount; group++) if (headGroup(group)) even++;
  isOrderly = 2 * even > groupCount;
}

/** The sources of a group follow one another: the same as its head has it, each one further. */
const SOURCES_STEP: i32 = 1;
const TARGETS_STEP: i32 = 2;

/**
 * Notes how the arcs of a group lie: in the upper bits of its head's first number the source of the first, in the second
 * its target, in the lower bits whether the sources and the targets of the others follow it one by one, where those that
 * do not are the same; zero where it is otherwise.
 */
export function headGroup(group: i32): bool {
  const e = GROUP * group;
  const s = int(source, e);
  const t = int(target, e);
  const sourceStep = int(source, e + 1) - s;
  const targetStep = int(target, e + 1) - t;
  let isEven = (sourceStep | targetStep) == 1;
  for (let k = 2; k < GROUP; k++) {
    isEven = isEven && int(source, e + k) == s + k * sourceStep && int(target, e + k) == t + k * targetStep;
  }
  const kind = isEven ? sourceStep * SOURCES_STEP + targetStep * TARGETS_STEP : 0;
  const head = heads + ((<usize>group) << 3);
  store<i32>(head, (s << 2) | kind);
  store<i32>(head, t, 4);
  return isEven;
}

/** Returns the arc of least reduced cost of the next block that has one below zero, −1 if none has. */
export function findEntering(): i32 {
  let from = next;
  for (let seen = 0; seen < groupCount; ) {
    const to = min(from + block, groupCount);
    const best = isOrderly ? findCheapestOfGroups(from, to) : findCheapest(GROUP * from, GROUP * to);
    seen += to - from;
    from = to == groupCount ? 0 : to;
    if (best >= 0) {
      next = from;
      return best;
    }
  }
  return -1;
}

/** Returns the arc of least reduced cost among arcs from … to − 1, −1 if none is below zero. */
function findCheapest(from: i32, to: i32): i32 {
  const potentials = potential;
  let best = -1;
  let least: f64 = 0;
  for (let e = from; e < to; e++) {
    const reduced = num(cost, e) + num(potentials, int(source, e)) - num(potentials, int(target, e));
    if (reduced < least) {
      least = reduced;
      best = e;
    }
  }
  return best;
}

/**
 * Returns the arc of least reduced cost among groups from … to − 1, −1 if none is below zero. Where the ends of a group's
 * arcs follow one another, as those of a lane by period or of a row of a table, its potentials are read together, and the
 * arcs are looked at one by one only where one of them is better than the best so far.
 */
function findCheapestOfGroups(from: i32, to: i32): i32 {
  const potentials = potential;
  let best = -1;
  let least: f64 = 0;
  for (let group = from; group < to; group++) {
    const head = load<i32>(heads + ((<usize>group) << 3));
    const kind = head & 3;
    if (kind != 0) {
      const ofSource = potentials + ((<usize>(head >> 2)) << 3);
      const ofTarget = potentials + ((<usize>load<i32>(heads + ((<usize>group) << 3), 4)) << 3);
      const costs = cost + ((<usize>group) << 5);
      let a = v128.load(costs);
      let b = v128.load(costs, 16);
      if (kind & SOURCES_STEP) {
        a = f64x2.add(a, v128.load(ofSource));
        b = f64x2.add(b, v128.load(ofSource, 16));
      } else {
        const same = v128.load64_splat(ofSource);
        a = f64x2.add(a, same);
        b = f64x2.add(b, same);
      }
      if (kind & TARGETS_STEP) {
        a = f64x2.sub(a, v128.load(ofTarget));
        b = f64x2.sub(b, v128.load(ofTarget, 16));
      } else {
        const same = v128.load64_splat(ofTarget);
        a = f64x2.sub(a, same);
        b = f64x2.sub(b, same);
      }
      if (!v128.any_true(f64x2.lt(f64x2.pmin(a, b), f64x2.splat(least)))) continue;
    }
    for (let e = GROUP * group; e < GROUP * group + GROUP; e++) {
      const reduced = num(cost, e) + num(potentials, int(source, e)) - num(potentials, int(target, e));
      if (reduced < least) {
        least = reduced;
        best = e;
      }
    }
  }
  return best;
}
