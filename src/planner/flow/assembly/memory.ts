/**
 * Where the arrays of the network simplex method lie in the kernel's memory. What they hold: ../basis.ts.
 */

// Addresses of the arrays, by arc, then by node.
export let cost: usize = 0;
export let width: usize = 0;
export let source: usize = 0;
export let target: usize = 0;
export let original: usize = 0;
export let isTurned: usize = 0;
export let room: usize = 0;
export let potential: usize = 0;
export let place: usize = 0;
export let links: usize = 0;
export let treeArc: usize = 0;
/** By group of arcs, 8 bytes: see search.ts. */
export let heads: usize = 0;

/** Arcs that are looked at together. */
export const GROUP: i32 = 4;
/** Groups, the last one filled up with arcs that never pay. */
export let groupCount: i32 = 0;

/** Where in the place of a node, 8 bytes, stands its depth; what follows it in the thread comes first. */
export const DEPTH: usize = 4;
/** Where in the links of a node, 8 bytes, stands what precedes it in the thread; its parent comes first. */
export const BACK: usize = 4;
/** Where in the rooms of a node, 16 bytes, stands that away from its parent; that towards it comes first. */
export const DOWN: usize = 8;

const PAGE_BYTES: usize = 65536;

/** Places the arrays for so many nodes, the root included, and arcs. They hold what was there. */
export function placeArrays(nodes: i32, arcs: i32): void {
  groupCount = (arcs + GROUP - 1) / GROUP;
  const ofArcs = <usize>(GROUP * groupCount);
  const ofNodes = <usize>nodes;
  cost = (__heap_base + 15) & ~15;
  width = cost + 8 * ofArcs;
  room = (width + 8 * ofArcs + 15) & ~15;
  potential = room + 16 * ofNodes;
  place = potential + 8 * ofNodes;
  links = place + 8 * ofNodes;
  heads = links + 8 * ofNodes;
  treeArc = heads + 8 * <usize>groupCount;
  source = treeArc + 4 * ofNodes;
  target = source + 4 * ofArcs;
  original = target + 4 * ofArcs;
  isTurned = original + 4 * ofArcs;
  const pages = <i32>((isTurned + ofArcs + PAGE_BYTES - 1) / PAGE_BYTES);
  if (pages > memory.size()) memory.grow(pages - memory.size());
  for (let e = arcs; e < GROUP * groupCount; e++) {
    store<f64>(cost + ((<usize>e) << 3), Infinity);
    store<i32>(source + ((<usize>e) << 2), 0);
    store<i32>(target + ((<usize>e) << 2), 0);
  }
}

export function int(array: usize, index: i32): i32 {
  return load<i32>(array + ((<usize>index) << 2));
}

export function num(array: usize, index: i32): f64 {
  return load<f64>(array + ((<usize>index) << 3));
}

export function placeOf(node: i32): usize {
  return place + ((<usize>node) << 3);
}

export function linksOf(node: i32): usize {
  return links + ((<usize>node) << 3);
}

export function roomOf(node: i32): usize {
  return room + ((<usize>node) << 4);
}
