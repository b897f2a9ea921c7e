import {
  type Addable,
  findAddable,
  give,
  mostOf,
  type PackedState,
  rankOf,
  takeAtLeast,
  takeAtMost,
} from "./packed-state.ts";
import { compareRanks, type Rank } from "../stages.ts";

/** What is owed below this share of a unit is the last bits of a double. */
const OWED_STEP = 1e-6;

/** Units that line d lacks of its fair share, as far as it may have them. */
function owedTo(state: PackedState, fairShare: Float64Array, d: number): number {
  return Math.min(mostOf(state, d), fairShare[d]!) - state.got[d]!;
}

/**
 * Raises `lines` towards their fair shares by the largest remainder in packs: first every line gets the whole packs it
 * is owed, those that are owed most first; then the lines that are owed the greatest part of a further pack get that pack
 * (equal parts: the lower stage and level, then the earlier line). A line ends less than a pack above its fair share.
 * O(lines × their columns, twice). @mutates state
 */
export function raiseTowardFair(state: PackedState, fairShare: Float64Array, lines: readonly number[]): void {
  const owed = new Map(lines.map((d) => [d, owedTo(state, fairShare, d)]));
  const lacking = lines.filter((d) => owed.get(d)! > OWED_STEP);
  for (const d of lacking.toSorted((a, b) => owed.get(b)! - owed.get(a)! || a - b)) {
    for (const j of state.columnsOf[d]!) {
      const due = Math.floor(owedTo(state, fairShare, d) + OWED_STEP);
      if (due < 1) break;
      giveWithin(state, j, findAddable(state, j, true), due);
    }
  }
  const parts = lacking.flatMap((d) => {
    const next = findFurtherPack(state, d, owedTo(state, fairShare, d));
    return next === undefined ? [] : [{ d, part: next.part, rank: rankOf(state, d) }];
  });
  for (const { d } of parts.toSorted(
    (a, b) => b.part - a.part || compareRanks(a.rank, b.rank) || a.d - b.d,
  )) {
    // Others may have taken it meanwhile.
    const next = findFurtherPack(state, d, owedTo(state, fairShare, d));
    if (next !== undefined) give(state, next.column, next.units);
  }
}

/** Gives column j as much of `due` as can be added, if it is the least that can be added at all. */
function giveWithin(state: PackedState, j: number, addable: Addable, due: number): void {
  const units = takeAtMost(state, j, Math.min(due, addable.most));
  if (addable.most > 0 && units >= addable.least) give(state, j, units);
}

/** The best further pack of a line: the one of which the greatest part is owed; of equals the best column. */
function findFurtherPack(
  state: PackedState,
  d: number,
  owed: number,
): { readonly column: number; readonly units: number; readonly part: number } | undefined {
  if (owed <= OWED_STEP) return undefined;
  let best: { column: number; units: number; part: number } | undefined;
  for (const j of state.columnsOf[d]!) {
    const { least, most } = findAddable(state, j, true);
    if (most === 0) continue;
    const pack = state.rules.packUnits[state.arrays.columnSupply[j]!]!;
    if (least - owed >= pack) continue;
    const part = owed / least;
    if (best === undefined || part > best.part) best = { column: j, units: least, part };
  }
  return best;
}

/**
 * Gives whatever can still be sent to the lowest stage and level first: the lowest line is lifted to the level of the next
 * (to the end of its stage, where the next is beyond), or by its part of what its way still carries (half of what is its by
 * weight among the lines that are still open, so that it is not lifted past where all of them could stand), but not beyond its stage by that, and by a pack at least. So large amounts are spread evenly in few steps, and no unit that one more pack could carry is left when it ends.
 *
 * Cost: about lines × log(units ÷ pack) steps of a line's columns each, for every pass; a pass follows while a shipment
 * that was opened, or a principal that rose, lets somebody else take something. @mutates state
 */
export function raiseLowest(state: PackedState, lines: readonly number[]): void {
  for (;;) {
    const queue = openQueue(lines.map((d) => openEntry(state, d)));
    let isChanged = false;
    for (let lowest = queue.take(); lowest !== undefined; lowest = queue.take()) {
      if (!raiseLine(state, lowest.d, queue)) continue;
      isChanged = true;
      queue.put(openEntry(state, lowest.d));
    }
    if (!isChanged) return;
  }
}

/** Gives line d one step by its best column that can carry any; returns whether there was one. */
function raiseLine(state: PackedState, d: number, queue: LevelQueue): boolean {
  for (const j of state.columnsOf[d]!) {
    const { least, most } = findAddable(state, j);
    if (most === 0) continue;
    const { stage } = rankOf(state, d);
    const { gain, cap } = state.arrays.stages[stage]!;
    const toEnd = Math.ceil(cap[d]! - state.got[d]!);
    const next = queue.lowest();
    const isNear = next?.stage === stage;
    const toNext = isNear ? Math.floor(next.level * gain[d]! - state.got[d]!) : toEnd;
    const part = Math.min(toEnd, Math.floor((most * gain[d]!) / (2 * (queue.gain() + gain[d]!))));
    const wanted = Math.min(most, Math.max(toNext, part, least));
    give(state, j, takeAtMost(state, j, Math.max(wanted, takeAtLeast(state, j, least))));
    return true;
  }
  return false;
}

interface Entry {
  readonly d: number;
  readonly rank: Rank;
  /** Units a level, in the stage of the rank. */
  readonly gain: number;
}

function openEntry(state: PackedState, d: number): Entry {
  const rank = rankOf(state, d);
  return { d, rank, gain: state.arrays.stages[rank.stage]!.gain[d]! };
}

interface LevelQueue {
  put(entry: Entry): void;
  /** Takes out the entry of the lowest stage and level; of equals the earliest line. */
  take(): Entry | undefined;
  lowest(): Rank | undefined;
  /** Of all entries together. */
  gain(): number;
}

/** A binary heap of lines by stage and level. */
function openQueue(entries: readonly Entry[]): LevelQueue {
  const compare = (a: Entry, b: Entry) => compareRanks(a.rank, b.rank) || a.d - b.d;
  const isBefore = (a: Entry, b: Entry) => compare(a, b) < 0;
  const heap = entries.toSorted(compare);
  let gain = entries.reduce((sum, one) => sum + one.gain, 0);
  const sink = (entry: Entry) => {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, entry)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = entry;
  };
  return {
    put(entry) {
      let at = heap.length;
      heap.push(entry);
      gain += entry.gain;
      while (at > 0) {
        const above = (at - 1) >> 1;
        if (!isBefore(entry, heap[above]!)) break;
        heap[at] = heap[above]!;
        at = above;
      }
      heap[at] = entry;
    },
    take() {
      const [first] = heap;
      const last = heap.pop();
      gain = heap.length === 0 ? 0 : gain - (first?.gain ?? 0);
      if (last !== undefined && heap.length > 0) sink(last);
      return first;
    },
    lowest: () => heap[0]?.rank,
    gain: () => Math.max(0, gain),
  };
}
