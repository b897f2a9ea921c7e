import type { DemandRow } from "./files.ts";
import { type Lane, type Model, placeOf, type Supply } from "./model.ts";

/** A supply and a lane by which a demand could be served, and the departures that are possible: none if from > to. */
export interface Span {
  readonly supply: Supply;
  readonly lane: Lane;
  readonly from: number;
  readonly to: number;
  readonly reach: Reach;
}

/** How far a supply and a demand got together: 2 a lane joins them, 3 something arrives in time, 4 with shelf life. */
export type Reach = 2 | 3 | 4;

/** The spans of each demand, found once: by its key. */
export type Spans = ReadonlyMap<string, readonly Span[]>;

/** Returns every supply and lane that lead to each demand with an item that answers it. O(their number + lanes × items). */
export function findSpans(model: Model): Spans {
  return new Map(model.file.demands.map((demand) => [demand.key, listSpans(model, demand)]));
}

function listSpans(model: Model, demand: DemandRow): readonly Span[] {
  const spans: Span[] = [];
  for (const lane of model.lanesTo.get(demand.site) ?? []) {
    for (const item of demand.items) {
      for (const supply of model.suppliesAt.get(placeOf(lane.from, item)) ?? []) {
        spans.push(findSpan(model, demand, { supply, lane }));
      }
    }
  }
  return spans;
}

function findSpan(
  model: Model,
  demand: DemandRow,
  { supply, lane }: { readonly supply: Supply; readonly lane: Lane },
): Span {
  const transit = lane.transitPeriods;
  const from = Math.max(supply.availableFrom, demand.windowFrom - transit);
  const lastArrival = Math.min(demand.windowTo, model.file.periods - 1);
  const inTime = Math.min(supply.availableUntil, lastArrival - transit);
  if (from > inTime) return { supply, lane, from, to: inTime, reach: 2 };
  if (supply.expiryPeriod === null) return { supply, lane, from, to: inTime, reach: 4 };
  const to = Math.min(inTime, supply.expiryPeriod - demand.leastShelfLifePeriods - transit);
  return { supply, lane, from, to, reach: from > to ? 3 : 4 };
}

/** One way of sending: a span with its departure. */
export interface Way {
  readonly supply: Supply;
  readonly lane: Lane;
  readonly depart: number;
}

/** Calls `visit` for each way of serving a demand, by its spans, until it answers false. Returns whether it never did. */
export function everyWay(spans: readonly Span[] | undefined, visit: (way: Way) => boolean): boolean {
  for (const { supply, lane, from, to } of spans ?? []) {
    for (let depart = from; depart <= to; depart++) {
      if (!visit({ supply, lane, depart })) return false;
    }
  }
  return true;
}

/** What one unit takes of a constraint: `rate` of its `limit`, both whole; `per` of its rate make one of its price. */
export interface Draw {
  readonly constraint: number;
  readonly rate: number;
  readonly limit: number;
  readonly per: number;
}

/** Returns what a unit sent that way takes: of its supply, its lane when it leaves, its site when it arrives. */
export function listDraws(model: Model, { supply, lane, depart }: Way): readonly Draw[] {
  const draws: Draw[] = [{ constraint: supply.constraint, rate: 1, limit: supply.quantity, per: 1 }];
  const draw = (owner: Lane | { constraint: number; limits: Lane["limits"] }, period: number) => {
    for (const { offset, capacity, perThousand } of owner.limits) {
      const rate = perThousand(supply.product, supply.item);
      const constraint = owner.constraint + 3 * period + offset;
      if (rate > 0) draws.push({ constraint, rate, limit: capacity * 1000, per: 1000 });
    }
  };
  draw(lane, depart);
  const arrive = depart + lane.transitPeriods;
  for (const receiving of model.receivingAt.get(lane.to) ?? []) {
    if (arrive < receiving.fromPeriod || arrive > receiving.toPeriod) continue;
    const { items = [supply.item], together = false } = receiving;
    if (!items.includes(supply.item) || (receiving.lane ?? lane.key) !== lane.key) continue;
    draw(receiving, together ? receiving.fromPeriod : arrive);
  }
  return draws;
}
