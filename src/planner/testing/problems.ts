import type {
  PlanDemand,
  PlanItem,
  PlanLane,
  PlanProblem,
  PlanReceiving,
  PlanStage,
  PlanSupply,
} from "../problem.ts";

/** A source of numbers in [0, 1), the same from the same seed (mulberry32, Ettinger 2017). */
export function openRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function makeItem(part: Partial<PlanItem> = {}): PlanItem {
  return {
    massPerThousandGrams: 5000,
    volumePerThousandCubicCentimetres: 20_000,
    coldVolumePerThousandCubicCentimetres: 0,
    ...part,
  };
}

export function makeSupply(key: string, part: Partial<PlanSupply> = {}): PlanSupply {
  return {
    key,
    item: 0,
    site: 0,
    quantity: 100,
    availableFrom: 0,
    availableUntil: 3,
    expiryPeriod: null,
    packUnits: 1,
    leastShipmentUnits: 0,
    ...part,
  };
}

/** One stage of that weight, up to all that is asked. */
export function makeStages(weightPerMille: number): readonly PlanStage[] {
  return [{ weightPerMille, uptoPerMille: 1000 }];
}

/** So many parts per thousand for all first, in proportion, then by weight. */
export function makeFloor(floorPerMille: number, weightPerMille = 1000): readonly PlanStage[] {
  return [{ weightPerMille: floorPerMille, uptoPerMille: floorPerMille }, ...makeStages(weightPerMille)];
}

export function makeDemand(key: string, part: Partial<PlanDemand> = {}): PlanDemand {
  return {
    key,
    site: 1,
    items: [0],
    quantity: 100,
    stages: makeStages(1000),
    windowFrom: 0,
    windowTo: 3,
    severity: 1,
    leastShelfLifePeriods: 0,
    leastUnits: 0,
    ...part,
  };
}

export function makeLane(key: string, part: Partial<PlanLane> = {}): PlanLane {
  return {
    key,
    from: 0,
    to: 1,
    transitPeriods: 0,
    massCapacityGrams: null,
    volumeCapacityCubicCentimetres: null,
    coldVolumeCapacityCubicCentimetres: null,
    costPerTonneMinor: 0,
    ...part,
  };
}

export function makeReceiving(key: string, part: Partial<PlanReceiving> = {}): PlanReceiving {
  return {
    key,
    site: 1,
    fromPeriod: 0,
    toPeriod: 3,
    unitCapacity: null,
    volumeCapacityCubicCentimetres: null,
    coldVolumeCapacityCubicCentimetres: null,
    ...part,
  };
}

/** Four periods, four sites, one item, and lanes 0 → 1, 0 → 2, 0 → 3 without limits, unless said otherwise. */
export function makeProblem(part: Partial<PlanProblem> = {}): PlanProblem {
  return {
    periods: 4,
    sites: 4,
    items: [makeItem()],
    supplies: [makeSupply("s")],
    demands: [makeDemand("d")],
    lanes: [1, 2, 3].map((to) => makeLane(`lane ${to}`, { to })),
    receiving: [],
    companions: [],
    ...part,
  };
}

/** What a drawn problem is like. */
export interface DrawnShape {
  readonly demands: number;
  readonly supplies: number;
  readonly items: number;
  readonly periods: number;
  /** Quantities are drawn from 1 … this. */
  readonly quantityMax: number;
  /** Part of lanes and sites with a capacity, 0 … 1. */
  readonly limited: number;
  /** Demands that share a site, and so its lanes and its receiving. */
  readonly demandsPerSite: number;
}

/**
 * Draws a problem: supply sites first, then the demands' sites; two lanes a pair (fast and dear, slow and cheap),
 * one in six missing; windows, weights 1 … 3, severities 1 … 5, shelf lives; supply near 60 % of what is asked.
 */
export function drawProblem(shape: DrawnShape, random: () => number): PlanProblem {
  const below = (count: number) => Math.floor(random() * count);
  const supplySites = Math.max(1, Math.ceil(shape.supplies / 2));
  const sites = supplySites + Math.ceil(shape.demands / shape.demandsPerSite);
  const last = shape.periods - 1;
  const maybe = (chance: number, value: number) => (random() < chance ? value : null);
  const demands = Array.from({ length: shape.demands }, (_, d) => {
    const from = below(shape.periods);
    return makeDemand(`d${d}`, {
      site: supplySites + Math.floor(d / shape.demandsPerSite),
      items: [...new Set([below(shape.items), below(shape.items)])],
      quantity: 1 + below(shape.quantityMax),
      stages: makeStages([1000, 1000, 2000, 3000, 1500][below(5)]!),
      windowFrom: from,
      windowTo: from + below(shape.periods - from),
      severity: 1 + below(5),
      leastShelfLifePeriods: below(2),
    });
  });
  const asked = demands.reduce((sum, demand) => sum + demand.quantity, 0);
  const mean = Math.max(1, Math.ceil((1.2 * asked) / shape.supplies));
  const supplies = Array.from({ length: shape.supplies }, (_, s) => {
    const from = below(Math.ceil(shape.periods / 2));
    return makeSupply(`s${s}`, {
      item: below(shape.items),
      site: below(supplySites),
      quantity: 1 + below(mean),
      availableFrom: from,
      availableUntil: from + below(shape.periods - from),
      expiryPeriod: maybe(0.4, last + below(4)),
    });
  });
  const items = Array.from({ length: shape.items }, () => {
    return makeItem({
      massPerThousandGrams: 1 + below(20_000),
      volumePerThousandCubicCentimetres: 1 + below(50_000),
      coldVolumePerThousandCubicCentimetres: random() < 0.5 ? 0 : 1 + below(9000),
    });
  });
  const load = Math.max(1, Math.ceil((4 * shape.quantityMax) / shape.periods));
  const lanes: PlanLane[] = [];
  for (let from = 0; from < supplySites; from++) {
    for (let to = supplySites; to < sites; to++) {
      for (const fast of [0, 1]) {
        if (random() < 1 / 6) continue;
        lanes.push(
          makeLane(`e${from} ${to} ${fast}`, {
            from,
            to,
            transitPeriods: fast === 1 ? 0 : 1,
            massCapacityGrams: maybe(shape.limited, below(load * 10)),
            volumeCapacityCubicCentimetres: maybe(shape.limited / 2, below(load * 25)),
            costPerTonneMinor: fast === 1 ? 500 + below(500) : below(100),
          }),
        );
      }
    }
  }
  const receiving = Array.from({ length: sites - supplySites }, (_, i) => supplySites + i)
    .filter(() => random() < shape.limited)
    .map((site) => {
      return makeReceiving(`r${site}`, {
        site,
        toPeriod: last,
        unitCapacity: maybe(0.5, below(load)),
        coldVolumeCapacityCubicCentimetres: maybe(0.5, below(load * 5)),
      });
    });
  return { periods: shape.periods, sites, items, supplies, demands, lanes, receiving, companions: [] };
}

/**
 * Returns the same problem with drawn stages, `count` of them: weights 0.5 … 3, caps that rise by 0 to half of all, some
 * lines with nothing in the first stages (who waits), some capped in the last.
 */
export function drawStages(problem: PlanProblem, count: number, random: () => number): PlanProblem {
  const below = (most: number) => Math.floor(random() * most);
  const demands = problem.demands.map((demand) => {
    let upto = 0;
    const waits = random() < 0.25 ? below(count) : 0;
    const stages = Array.from({ length: count }, (_, k): PlanStage => {
      if (k >= waits) upto = Math.min(1000, upto + below(3) * (50 + below(200)));
      const isLast = k === count - 1;
      const uptoPerMille = !isLast ? upto : random() < 0.3 ? Math.max(1, upto) : 1000;
      return { weightPerMille: [500, 1000, 1000, 2000, 3000][below(5)]!, uptoPerMille };
    });
    return { ...demand, stages };
  });
  return { ...problem, demands };
}

/**
 * Returns the same problem with drawn rooms: at every second site and on every third lane, for some of the items, what it can
 * hold in all, the power that it has for them, and what it can take in one period, a tenth of them nothing.
 */
export function drawRooms(problem: PlanProblem, random: () => number): PlanProblem {
  const below = (most: number) => Math.floor(random() * most);
  const asked = problem.demands.reduce((sum, demand) => sum + demand.quantity, 0);
  const drawCapacity = () => (random() < 0.1 ? 0 : below(Math.ceil(asked * 3)));
  const drawItems = () => problem.items.flatMap((_, i) => (random() < 0.6 ? [i] : []));
  const last = problem.periods - 1;
  const drawPower = (site: number, items: readonly number[]) =>
    makeReceiving(`power ${site}`, {
      site,
      items,
      unitsPerThousand: items.map(() => 1 + below(5000)),
      together: true,
      toPeriod: last,
      unitCapacity: drawCapacity(),
    });
  const ofSites = [...new Set(problem.demands.map(({ site }) => site))].flatMap((site): PlanReceiving[] => {
    if (random() < 0.5) return [];
    const items = drawItems();
    const from = below(problem.periods);
    return [
      makeReceiving(`room ${site}`, {
        site,
        items,
        together: true,
        toPeriod: last,
        coldVolumeCapacityCubicCentimetres: drawCapacity(),
      }),
      makeReceiving(`intake ${site}`, {
        site,
        items,
        fromPeriod: from,
        toPeriod: from + below(problem.periods - from),
        coldVolumeCapacityCubicCentimetres: drawCapacity(),
      }),
      ...(items.length === 0 ? [] : [drawPower(site, items)]),
    ];
  });
  const ofLanes = problem.lanes.flatMap(({ key, to }): PlanReceiving[] => {
    if (random() < 2 / 3) return [];
    const coldVolumeCapacityCubicCentimetres = drawCapacity();
    const room = { site: to, lane: key, items: drawItems(), toPeriod: last };
    return [makeReceiving(`lane ${key}`, { ...room, coldVolumeCapacityCubicCentimetres })];
  });
  return { ...problem, receiving: [...problem.receiving, ...ofSites, ...ofLanes] };
}

/** Returns the same problem with every keyed list in a drawn order. */
export function shuffleProblem(problem: PlanProblem, random: () => number): PlanProblem {
  const shuffle = <Row>(rows: readonly Row[]): readonly Row[] => {
    const copy = [...rows];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [copy[i], copy[j]] = [copy[j]!, copy[i]!];
    }
    return copy;
  };
  return {
    ...problem,
    supplies: shuffle(problem.supplies),
    demands: shuffle(problem.demands),
    lanes: shuffle(problem.lanes),
    receiving: shuffle(problem.receiving),
    companions: shuffle(problem.companions),
  };
}
