import type { Basis } from "./basis.ts";

/** Where the search for an entering arc goes on. */
export interface Search {
  next: number;
  readonly block: number;
}

/** Returns a search that begins with the first arc, by blocks of √arcs. */
export function openSearch(arcCount: number): Search {
  return { next: 0, block: Math.max(10, Math.floor(Math.sqrt(arcCount))) };
}

/** Returns the arc of least reduced cost of the next block that has one below zero, −1 if none has. @mutates search */
export function findEntering(basis: Basis, search: Search): number {
  const { arcCount } = basis;
  const { block } = search;
  let from = search.next;
  for (let seen = 0; seen < arcCount; ) {
    const to = Math.min(from + block, arcCount);
    const best = findCheapest(basis, from, to);
    seen += to - from;
    from = to === arcCount ? 0 : to;
    if (best >= 0) {
      search.next = from;
      return best;
    }
  }
  return -1;
}

/** Returns the arc of least reduced cost among arcs from … to − 1, −1 if none is below zero. */
function findCheapest(basis: Basis, from: number, to: number): number {
  const { source, target, cost, potential } = basis;
  let best = -1;
  let least = 0;
  for (let e = from; e < to; e++) {
    const reduced = cost[e]! + potential[source[e]!]! - potential[target[e]!]!;
    if (reduced < least) {
      least = reduced;
      best = e;
    }
  }
  return best;
}
