import type { NeedDemand } from "./check-joint-needs.ts";
import { type AddFault, type FixedRow, type GoodsRows, isRecord } from "./joint-files.ts";

/** The goods with needs among their demands, and the keys of those. */
export interface GoodsWithNeeds {
  readonly goods: GoodsRows;
  readonly keys: ReadonlySet<string>;
}

/**
 * Returns the goods with needs in a first stage, up to all that they ask, which the other demands wait for. Where sendings are `fixed`, each is a
 * supply of its own, of an item of its own, taken out of the supply that it names, and a demand of its own; it is checked that they are of an item
 * that answers the need, come to what it asks, arrive by its deadline and, by their supplies' dates, could have left.
 */
export function addNeeds(
  goods: GoodsRows,
  fixed: readonly FixedRow[],
  { demands, add }: { readonly demands: readonly NeedDemand[]; readonly add: AddFault },
): GoodsWithNeeds {
  if (fixed.length === 0) return putFirst(goods, demands);
  const open = new Map(demands.map((demand) => [demand.key, { demand, left: demand.quantity, count: 0 }]));
  const supplies = new Map(goods.supplies.map((supply) => [supply.key, { supply, left: supply.quantity }]));
  const items = [...goods.items];
  const more: GoodsRows["supplies"][number][] = [];
  const pieces: NeedDemand[] = [];
  /** Of each item that is added, the one that it is of. */
  const pieceOf: unknown[] = [];
  for (const { unit, need, supply: from, departPeriod, arrivePeriod, quantity } of fixed) {
    const key = `need ${need} ${unit}`;
    const place = open.get(key);
    const stock = supplies.get(from);
    if (place === undefined || stock === undefined) {
      add(key, "unknown_key", "a fixed sending names a need or a supply that is not there");
      continue;
    }
    const { item, availableFrom, availableUntil } = stock.supply;
    const { demand } = place;
    if (!demand.items.some((one) => one === item))
      add(key, "wrong_item", "a fixed sending is of another item");
    if (arrivePeriod > demand.windowTo) add(key, "outside_window", "a fixed sending arrives too late");
    if (departPeriod < Number(availableFrom) || departPeriod > Number(availableUntil)) {
      add(key, "outside_availability", "a fixed sending leaves when its supply cannot");
    }
    place.left -= quantity;
    stock.left -= quantity;
    const pieceKey = `need ${need}.${place.count++} ${unit}`;
    const period = { availableFrom: departPeriod, availableUntil: departPeriod };
    more.push({ ...stock.supply, ...period, key: pieceKey, item: items.length, quantity });
    const window = { windowFrom: arrivePeriod, windowTo: arrivePeriod };
    pieces.push({ ...demand, ...window, key: pieceKey, items: [items.length], quantity });
    pieceOf.push(item);
    items.push(goods.items[Number(item)] ?? {});
  }
  for (const { demand, left, count } of open.values()) {
    if (count > 0 && left !== 0)
      add(demand.key, "wrong_sum", `fixed sendings leave ${left} of ${demand.quantity} units`);
  }
  for (const { supply, left } of supplies.values()) {
    if (left < 0)
      add(`supply "${supply.key}"`, "overdrawn", `fixed sendings take ${-left} units more than it has`);
  }
  const rest = [...supplies.values()].filter(({ left }) => left > 0);
  const parted = {
    ...goods,
    items,
    supplies: [...rest.map(({ supply, left }) => ({ ...supply, quantity: left })), ...more],
    receiving: countPieces(goods, pieceOf),
  };
  const free = [...open.values()].filter(({ count }) => count === 0).map(({ demand }) => demand);
  return putFirst(parted, [...free, ...pieces]);
}

/** Receiving limits of some items are limits of what is held fast of them as well. What is no list is as it is: its shape is checked later. */
function countPieces({ items, receiving }: GoodsRows, pieceOf: readonly unknown[]): unknown {
  if (!Array.isArray(receiving)) return receiving;
  return receiving.map((limit: unknown) => {
    const named: unknown = isRecord(limit) ? limit["items"] : undefined;
    if (!isRecord(limit) || !Array.isArray(named)) return limit;
    const own = pieceOf.flatMap((item, p) => (named.includes(item) ? [items.length + p] : []));
    const more = { ...limit, items: [...(named as unknown[]), ...own] };
    const rates: unknown = limit["unitsPerThousand"];
    if (!Array.isArray(rates)) return more;
    const ownRates = pieceOf.flatMap((item) =>
      named.includes(item) ? [rates[named.indexOf(item)] as unknown] : [],
    );
    return { ...more, unitsPerThousand: [...(rates as unknown[]), ...ownRates] };
  });
}

function putFirst(goods: GoodsRows, needs: readonly NeedDemand[]): GoodsWithNeeds {
  const keys = new Set(needs.map(({ key }) => key));
  if (needs.length === 0) return { goods, keys };
  const count = 1 + (goods.demands[0]?.stages.length ?? 0);
  const stages = Array.from({ length: count }, () => ({ weightPerMille: 1000, uptoPerMille: 1000 }));
  const wait = { weightPerMille: 1000, uptoPerMille: 0 };
  const waiting = goods.demands.map((demand) => ({ ...demand, stages: [wait, ...demand.stages] }));
  return { goods: { ...goods, demands: [...waiting, ...needs.map((need) => ({ ...need, stages }))] }, keys };
}
