import type { KeyedConstraint } from "#core/allocation/plan-files.ts";
import type { BindingGroup, PricedSpan } from "./facts.ts";
import { capacityOf, groupBy, type Network } from "./network.ts";

/** A constraint with its price; 0 where it only stands in the way. */
export type PricedConstraint = KeyedConstraint & { readonly price: number };

/**
 * Constraints as a person names them: the supplies of an item together, a capacity of a lane or receiving limit once with its
 * spans of periods. What holds most, by its price (where there is none: as given), comes first. O(n log n).
 */
export function groupConstraints(
  network: Network,
  constraints: readonly PricedConstraint[],
): readonly BindingGroup[] {
  const groups = groupBy(constraints, (one) => nameGroup(network, one));
  return [...groups.values()]
    .map((members) => ({ group: writeGroup(network, members), worth: sumWorth(network, members) }))
    .toSorted((a, b) => b.worth - a.worth)
    .map(({ group }) => group);
}

function nameGroup(network: Network, one: PricedConstraint): string {
  if (one.kind === "supply") return `supply ${network.supplies.get(one.supply)?.item ?? ""}`;
  return `${one.kind} ${"lane" in one ? one.lane : one.receiving}`;
}

function sumWorth(network: Network, members: readonly PricedConstraint[]): number {
  return members.reduce((sum, one) => sum + one.price * capacityOf(network, one), 0);
}

function writeGroup(network: Network, members: readonly PricedConstraint[]): BindingGroup {
  const supplies = members.flatMap((one) => (one.kind === "supply" ? [one] : []));
  const [first] = members;
  if (first === undefined || first.kind === "supply") {
    const rows = supplies.map(({ supply, price }) => {
      return { supply, quantity: capacityOf(network, { kind: "supply", supply }), price };
    });
    return {
      kind: "supply",
      item: network.supplies.get(supplies[0]?.supply ?? "")?.item ?? 0,
      supplies: rows.toSorted((a, b) => b.price - a.price),
      quantity: rows.reduce((sum, { quantity }) => sum + quantity, 0),
    };
  }
  const capacity = capacityOf(network, first);
  const spans = joinPeriods(members.flatMap((one) => (one.kind === "supply" ? [] : [one])));
  if ("lane" in first) return { kind: first.kind, lane: first.lane, capacity, spans };
  const { kind, receiving } = first;
  const limit = network.receiving.get(receiving);
  const group = { kind, receiving, site: limit?.site ?? 0, capacity };
  if (limit?.together !== true) return { ...group, spans };
  // It is named by its first period, and is of all of them.
  const price = Math.max(...spans.map((span) => span.price));
  return { ...group, inAll: true, spans: [{ from: limit.fromPeriod, to: limit.toPeriod, price }] };
}

/** Periods in order, those that follow one another joined. */
function joinPeriods(
  rows: readonly { readonly period: number; readonly price: number }[],
): readonly PricedSpan[] {
  const spans: PricedSpan[] = [];
  for (const { period, price } of rows.toSorted((a, b) => a.period - b.period)) {
    const last = spans.at(-1);
    if (last !== undefined && last.to + 1 >= period) {
      spans[spans.length - 1] = { from: last.from, to: period, price: Math.max(last.price, price) };
    } else {
      spans.push({ from: period, to: period, price });
    }
  }
  return spans;
}
