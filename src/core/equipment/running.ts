import type { EquipmentModel } from "./equipment-model.ts";
import type { Aid } from "./run-answer.ts";
import { fitsAny, type Source, weighFrequency, weighHours, weighPlug, weighVoltage } from "./run-sources.ts";
import type { RunConditions } from "./site-readiness.ts";

/** Equipment of a model that runs at a site already, and draws on what is there. */
export interface Running {
  readonly model: EquipmentModel;
  readonly count: number;
  /** Of them, those that were put to work since the site's statement: what the others take of the site's own is in what was stated. */
  readonly countSince: number;
}

/** What of power is left for more equipment. */
export interface PowerLeft {
  /** Watts, 0 or more, of the source and of the mains that it hangs on; `null`: not stated. */
  readonly wattsOf: (source: Source) => number | null;
  /** The aids, of adapters those that nothing is plugged into. */
  readonly aids: readonly Aid[];
}

/**
 * What is left of sources of power and of adapters beside what runs at a site. It follows from what runs, and not from the order in which it was put to
 * work: models that few sources suit are placed first, of them those of most watts, each at the sources in their order as far as their watts go.
 *
 * The source that is asked about (`last`) is filled last, after those that do not hang on the mains with it: what runs there already moves to
 * another source that suits it, where there is room. So equipment that only that source suits finds all there is of it.
 *
 * What was put to work before the site's statement and suits the mains is in what was stated; else it is at an aid. What finds no room anywhere
 * counts against `last`, or else the first that suits. Watts that a model does not state count as none.
 *
 * Worked example: mains of 1,000 W, a generator of 1,000 W, four ventilators of 300 W that both suit. Of the generator all is left but
 * 300 W (three are at the mains); of the mains all but 300 W.
 *
 * Cost: models that run × sources × adapters.
 */
export function leavePower(
  {
    sources,
    aids,
    running,
  }: {
    readonly sources: readonly Source[];
    readonly aids: readonly Aid[];
    readonly running: readonly Running[];
  },
  last: Source | null,
): PowerLeft {
  const [mains] = sources;
  const left = new Map(sources.map((source) => [source, source.watts]));
  const adapters = new Map(
    aids
      .filter(({ model }) => model.provides.power === "plug_adapter")
      .map((adapter) => [adapter, adapter.count]),
  );
  const poolsOf = (source: Source, isStated: boolean): readonly Source[] => {
    if (!source.isOnMains || mains === undefined || source === mains)
      return isStated && source === mains ? [] : [source];
    return isStated ? [source] : [source, mains];
  };
  const take = (pools: readonly Source[], watts: number) => {
    for (const pool of pools) {
      const own = left.get(pool) ?? null;
      if (own !== null) left.set(pool, own - watts);
    }
  };
  const place = ({ model, suiting }: Group, count: number, isStated: boolean) => {
    const watts = model.powerWatts ?? 0;
    let open = count;
    for (const { source, adapters: kinds } of suiting) {
      const pools = poolsOf(source, isStated);
      for (const adapter of kinds) {
        const plugs = adapter === null ? Infinity : (adapters.get(adapter) ?? 0);
        const room = pools.map((pool) => findRoom(left.get(pool) ?? null, watts));
        const units = Math.min(open, plugs, ...room);
        take(pools, units * watts);
        if (adapter !== null) adapters.set(adapter, plugs - units);
        open -= units;
      }
    }
    const over = last === null ? suiting[0]?.source : suiting.find(({ source }) => source === last)?.source;
    if (open > 0 && over !== undefined) take(poolsOf(over, isStated), open * watts);
  };
  for (const group of listGroups(running, orderSources(sources, last), [...adapters.keys()])) {
    place(group, group.count - group.countSince, true);
    place(group, group.countSince, false);
  }
  return {
    wattsOf: (source) => {
      const known = poolsOf(source, false).flatMap((pool) => left.get(pool) ?? []);
      return known.length === 0 ? null : Math.max(0, Math.min(...known));
    },
    aids: aids.map((aid) => {
      const count = adapters.get(aid);
      return count === undefined || count === aid.count ? aid : { ...aid, count };
    }),
  };
}

/** Those that share nothing with the last one, then those that hang on the mains with it, then itself. */
function orderSources(sources: readonly Source[], last: Source | null): readonly Source[] {
  if (last === null) return sources;
  const others = sources.filter((source) => source !== last);
  const isNear = (source: Source) => source.isOnMains && last.isOnMains;
  return [...others.filter((source) => !isNear(source)), ...others.filter(isNear), last];
}

/** So many units of a piece's watts fit; of what needs none, or where nothing is stated, any. */
function findRoom(left: number | null, watts: number): number {
  if (left === null || watts === 0) return Infinity;
  return Math.max(0, Math.floor(left / watts));
}

interface Group extends Running {
  /** Sources that it can be plugged in at, and by which adapters; `null`: by none. */
  readonly suiting: readonly { readonly source: Source; readonly adapters: readonly (Aid | null)[] }[];
}

function listGroups(
  running: readonly Running[],
  sources: readonly Source[],
  adapters: readonly Aid[],
): readonly Group[] {
  // What passes power on takes what hangs on it, which is counted.
  const powered = running.filter(({ model }) => model.power === "mains" && model.provides.power === null);
  const groups = powered.map((one): Group => {
    const suiting = sources.flatMap((source) => {
      const kinds = findPlugs(one.model, source, adapters);
      return kinds.length === 0 ? [] : [{ source, adapters: kinds }];
    });
    return { ...one, suiting };
  });
  return groups.toSorted(
    (a, b) =>
      a.suiting.length - b.suiting.length ||
      (b.model.powerWatts ?? 0) - (a.model.powerWatts ?? 0) ||
      (a.model.id < b.model.id ? -1 : 1),
  );
}

/** By which adapters a model can be plugged in at a source, watts apart; `[null]` where it needs none. */
export function findPlugs(
  model: EquipmentModel,
  source: Source,
  adapters: readonly Aid[],
): readonly (Aid | null)[] {
  const kinds = [weighVoltage(model, source), weighFrequency(model, source), weighHours(model, source)];
  if (kinds.some(({ missing }) => missing.length > 0)) return [];
  const asked = { model, quantity: 1, aids: [] };
  if (weighPlug(asked, source).missing.length === 0) return [null];
  return adapters.filter(
    (adapter) =>
      fitsAny(model.plugTypes, adapter.model.provides.sockets) &&
      fitsAny(adapter.model.plugTypes, source.sockets),
  );
}

/** Litres of oxygen a minute at low pressure and at 4 bar; below 0 where more is taken than there is. */
export interface OxygenLeft {
  readonly low: number;
  readonly high: number;
}

/**
 * What of oxygen is left beside what runs at a site: of the site's own, and with what stands there and comes along. What is not stated
 * counts as none. Below 0 it comes from oxygen at 4 bar, and is not there for others (`sumOxygen`).
 *
 * What was put to work before the site's statement is fed by what stood there then; as far as that does not do, it is in what was stated.
 */
export function leaveOxygen(
  conditions: RunConditions,
  aids: readonly Aid[],
  running: readonly Running[],
): { readonly own: OxygenLeft; readonly all: OxygenLeft } {
  const { oxygenLowLitresPerMinute, oxygenHighLitresPerMinute } = conditions;
  const since = sumTaken(running, ({ countSince }) => countSince);
  const own = {
    low: (oxygenLowLitresPerMinute ?? 0) - since.low,
    high: (oxygenHighLitresPerMinute ?? 0) - since.high,
  };
  const before = sumTaken(running, ({ count, countSince }) => count - countSince);
  const stood = sumGiven(aids, ({ count, countSince = count }) => count - countSince);
  const low = stood.low - before.low;
  const left = { low: Math.max(0, low), high: Math.max(0, stood.high - before.high + Math.min(0, low)) };
  const came = sumGiven(aids, ({ count, countSince = count }) => countSince);
  return {
    own,
    all: { low: own.low + left.low + came.low, high: own.high + left.high + came.high },
  };
}

function sumTaken(running: readonly Running[], countOf: (one: Running) => number): OxygenLeft {
  const sumOf = (pressure: "low_pressure" | "high_pressure") =>
    running
      .filter(({ model }) => model.oxygen === pressure)
      .reduce((sum, one) => sum + (one.model.oxygenLitresPerMinute ?? 0) * countOf(one), 0);
  return { low: sumOf("low_pressure"), high: sumOf("high_pressure") };
}

function sumGiven(aids: readonly Aid[], countOf: (aid: Aid) => number): OxygenLeft {
  const sumOf = (pressure: "low_pressure" | "high_pressure") =>
    aids
      .filter(({ model }) => model.provides.oxygen === pressure)
      .reduce((sum, aid) => sum + (aid.model.provides.oxygenLitresPerMinute ?? 0) * countOf(aid), 0);
  return { low: sumOf("low_pressure"), high: sumOf("high_pressure") };
}

/** What there is for a need. Of low pressure below 0: so much is fed at 4 bar; the other way round it cannot be. */
export function sumOxygen(need: "low_pressure" | "high_pressure", { low, high }: OxygenLeft): number {
  if (need === "low_pressure") return Math.max(0, low + Math.max(0, high));
  return Math.max(0, high + Math.min(0, low));
}
