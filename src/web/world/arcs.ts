import type { Flow, TermGroup } from "./flows.ts";
import { groupOf } from "./flows.ts";

/** A point of the drawing, in pixels. */
export type Point = readonly [x: number, y: number];

/** Pixels of the widest line, and of the narrowest that can still be seen. */
const WIDEST = 12;
const NARROWEST = 0.8;

/** A flow as a line of the map. */
export interface Arc {
  readonly flow: Flow;
  readonly group: TermGroup;
  readonly from: Point;
  readonly to: Point;
  /** Pixels, in proportion to its units: the widest has {@link WIDEST}. */
  readonly width: number;
  /** An SVG path. */
  readonly path: string;
}

/** How far, as a part of its length, a line leaves the straight way; of each kind of terms another, so that none hides another. */
const BEND = { given: 0.22, paid: 0.34, unstated: 0.1 } as const satisfies Readonly<
  Record<TermGroup, number>
>;

/**
 * The lines of flows whose ends `place` knows, the widest first, so that narrower ones are drawn over them; and the flows that
 * cannot be drawn: an end has no place, or both are the same. A line bends to the left of its direction: one back is another line.
 */
export function layArcs(
  flows: readonly Flow[],
  place: (code: string) => Point | undefined,
): { readonly arcs: readonly Arc[]; readonly undrawn: readonly Flow[] } {
  const most = Math.max(...flows.map(({ units }) => units), 1);
  const arcs: Arc[] = [];
  const undrawn: Flow[] = [];
  for (const flow of flows) {
    const [from, to] = [place(flow.exporter), place(flow.recipient)];
    if (from === undefined || to === undefined || flow.exporter === flow.recipient) {
      undrawn.push(flow);
      continue;
    }
    const group = groupOf(flow.terms);
    const [across, down] = [to[0] - from[0], to[1] - from[1]];
    const bend = BEND[group] * (across >= 0 ? 1 : -1);
    const middle = [(from[0] + to[0]) / 2 + down * bend, (from[1] + to[1]) / 2 - across * bend];
    const round = (value = 0) => value.toFixed(1);
    const path = `M${round(from[0])} ${round(from[1])}Q${round(middle[0])} ${round(middle[1])} ${round(to[0])} ${round(to[1])}`;
    arcs.push({
      flow,
      group,
      from,
      to,
      width: Math.max((flow.units / most) * WIDEST, NARROWEST),
      path,
    });
  }
  return { arcs, undrawn };
}
