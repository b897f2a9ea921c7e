import type {
  PlanDemand,
  PlanItem,
  PlanLane,
  PlanProblem,
  PlanReceiving,
  PlanStage,
  PlanSupply,
} from "./problem.ts";

/** How large a drawn problem is. */
export interface ProblemSize {
  readonly recipients: number;
  readonly supplyPoints: number;
  readonly items: number;
  readonly periods: number;
  /** Call lines of one recipient, each for another item. */
  readonly linesEach: number;
  /** Supply points from which a recipient can be reached: the nearest. */
  readonly hubs: number;
  /** Items of which a supply point holds a lot. */
  readonly itemsHeld: number;
}

export const PROBLEM_PRESETS = {
  small: { recipients: 40, supplyPoints: 15, items: 10, periods: 8, linesEach: 4, hubs: 15, itemsHeld: 4 },
  country: {
    recipients: 200,
    supplyPoints: 60,
    items: 20,
    periods: 12,
    linesEach: 12,
    hubs: 10,
    itemsHeld: 6,
  },
  world: {
    recipients: 2000,
    supplyPoints: 150,
    items: 30,
    periods: 16,
    linesEach: 10,
    hubs: 6,
    itemsHeld: 12,
  },
  facilities: {
    recipients: 10_000,
    supplyPoints: 500,
    items: 50,
    periods: 26,
    linesEach: 5,
    hubs: 5,
    itemsHeld: 20,
  },
} as const satisfies Readonly<Record<string, ProblemSize>>;
export type ProblemPreset = keyof typeof PROBLEM_PRESETS;

/**
 * Returns a problem of that size, the same for the same seed on every machine: everything is drawn and computed in whole
 * numbers. "a … b" is uniform over the whole numbers from a to b.
 *
 * - Places: every site has coordinates 0 … 9999 by 0 … 9999. A lane leads to each recipient from each of its `hubs` nearest
 *   supply points; one pair in three has a second, slow lane. Transit of the fast lane: 0 periods within 2500 (by the greater
 *   coordinate), 1 within 5000, else 2; of the slow one two more. Cost a tonne: 200 + 3 a coordinate step of 10, the slow one
 *   a quarter of it.
 * - Items: they come in pairs that can stand for one another. A thousand units weigh 1 … 9 times a measure of 500, 5,000 or
 *   50,000 g, the same for both of a pair, and fill 2 … 8 cm³ a gram. Every third pair needs the cold for all of its volume.
 * - Call lines: `linesEach` different items a recipient; 1 … 9 × 10, 100 or 1000 units times the recipient's size of 1 … 20;
 *   in every fifth line the other item of the pair answers as well. A quarter of the recipients weigh 2000 per mille, the others 1000.
 *   Severity 1 … 5. Windows begin in the first half of the plan and are a quarter to a half of it long. Of what is
 *   cold, 0 … 2 periods of shelf life are asked.
 * - Supplies: a point holds `itemsHeld` items, and every item is held somewhere. Of each item there is 60 % of what is asked,
 *   spread over its lots in shares of 1 … 9. It can leave from a period of the first third on, until the end. Cold lots
 *   expire in the second half of the plan or up to half a plan after it.
 * - The lanes of two in five recipients are tight: in a period all together carry 2 … 6 % of the mass and of the volume that it
 *   asks; those of the others carry 200 … 400 %, or are without limit in one of two. Another two in five can
 *   receive, in a period, 2 … 5 % of the cold volume that it asks. So that capacities bind a quarter to two fifths of the lines.
 * - No packs, no least quantities, no companions.
 *
 * `floorPerMille` (1 … 1000; 0: none) puts a stage before the one of the weights, in which every line is raised to so many
 * parts per thousand of what it asks. It changes nothing else that is drawn.
 */
export function generateProblem(
  size: ProblemSize,
  seed: number,
  { floorPerMille = 0 }: { readonly floorPerMille?: number } = {},
): PlanProblem {
  const dice = openDice(seed);
  const floor = floorPerMille === 0 ? [] : [{ weightPerMille: floorPerMille, uptoPerMille: floorPerMille }];
  const places = Array.from({ length: size.supplyPoints + size.recipients }, () => ({
    x: dice.below(10_000),
    y: dice.below(10_000),
  }));
  const magnitudes = Array.from({ length: Math.ceil(size.items / 2) }, () => [1, 10, 100][dice.below(3)]!);
  const items = Array.from({ length: size.items }, (_, i) =>
    drawItem(dice, { index: i, magnitude: magnitudes[i >> 1]! }),
  );
  const demands = drawDemands(size, floor, dice);
  const supplies = drawSupplies(size, demands, dice);
  const loads = measureLoads(size, demands, items);
  return {
    periods: size.periods,
    sites: places.length,
    items,
    supplies,
    demands,
    lanes: drawLanes(size, { places, loads }, dice),
    receiving: drawReceiving(size, loads, dice),
    companions: [],
  };
}

/** A source of whole numbers. */
export interface Dice {
  /** A whole number of 0 … count − 1. */
  readonly below: (count: number) => number;
  /** A whole number of `least` … `most`. */
  readonly within: (least: number, most: number) => number;
}

/** Whole numbers from a seed: mulberry32 (Ettinger 2017), multiplied up, so that no fraction is ever rounded. */
export function openDice(seed: number): Dice {
  let state = seed >>> 0;
  const below = (count: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) * count) / 4_294_967_296);
  };
  return { below, within: (least, most) => least + below(most - least + 1) };
}

function keyOf(letter: string, index: number): string {
  return `${letter}${String(index).padStart(6, "0")}`;
}

/** Items come in pairs alike in mass and in the cold they need; an item that one is left over is alone. */
const listLike = (item: number, count: number) => ((item ^ 1) < count ? [item ^ 1] : []);
const isColdItem = (item: number) => (item >> 1) % 3 === 2;

function drawItem(
  dice: Dice,
  { index, magnitude }: { readonly index: number; readonly magnitude: number },
): PlanItem {
  const mass = dice.within(1, 9) * magnitude * 500;
  const volume = mass * dice.within(2, 8);
  return {
    massPerThousandGrams: mass,
    volumePerThousandCubicCentimetres: volume,
    coldVolumePerThousandCubicCentimetres: isColdItem(index) ? volume : 0,
  };
}

function drawDemands(size: ProblemSize, floor: readonly PlanStage[], dice: Dice): readonly PlanDemand[] {
  const { periods } = size;
  const demands: PlanDemand[] = [];
  for (let r = 0; r < size.recipients; r++) {
    const scale = dice.within(1, 20);
    const weightPerMille = dice.below(4) === 0 ? 2000 : 1000;
    const stages = [...floor, { weightPerMille, uptoPerMille: 1000 }];
    for (const item of drawDistinct(dice, size.linesEach, size.items)) {
      const also = dice.below(5) === 0 ? listLike(item, size.items) : [];
      const windowFrom = dice.below(Math.floor(periods / 2));
      const length = dice.within(Math.floor(periods / 4), Math.floor(periods / 2));
      demands.push({
        key: keyOf("d", demands.length),
        site: size.supplyPoints + r,
        items: [item, ...also],
        quantity: dice.within(1, 9) * [10, 100, 1000][dice.below(3)]! * scale,
        stages,
        windowFrom,
        windowTo: Math.min(periods - 1, windowFrom + length),
        severity: dice.within(1, 5),
        leastShelfLifePeriods: isColdItem(item) ? dice.below(3) : 0,
        leastUnits: 0,
      });
    }
  }
  return demands;
}

/** `count` different numbers of 0 … below − 1, in a drawn order. */
function drawDistinct(dice: Dice, count: number, below: number): readonly number[] {
  const all = Array.from({ length: below }, (_, i) => i);
  for (let i = 0; i < Math.min(count, below - 1); i++) {
    const j = dice.within(i, below - 1);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all.slice(0, count);
}

function drawSupplies(size: ProblemSize, demands: readonly PlanDemand[], dice: Dice): readonly PlanSupply[] {
  const asked = Array.from({ length: size.items }, () => 0);
  for (const { items, quantity } of demands) asked[items[0]!]! += quantity;
  const held = new Set<number>();
  for (let point = 0; point < size.supplyPoints; point++) {
    for (const item of drawDistinct(dice, size.itemsHeld, size.items)) held.add(point * size.items + item);
  }
  for (let item = 0; item < size.items; item++) held.add(dice.below(size.supplyPoints) * size.items + item);
  const lots = [...held]
    .sort((a, b) => a - b)
    .map((lot) => ({
      site: Math.floor(lot / size.items),
      item: lot % size.items,
      share: dice.within(1, 9),
    }));
  const shares = Array.from({ length: size.items }, () => 0);
  for (const { item, share } of lots) shares[item]! += share;
  const half = Math.floor(size.periods / 2);
  return lots.map(({ site, item, share }, i) => ({
    key: keyOf("s", i),
    item,
    site,
    quantity: Math.max(1, Math.floor((asked[item]! * 6 * share) / (10 * shares[item]!))),
    availableFrom: dice.below(Math.ceil(size.periods / 3)),
    availableUntil: size.periods - 1,
    expiryPeriod: isColdItem(item) ? dice.within(half, 3 * half) : null,
    packUnits: 1,
    leastShipmentUnits: 0,
  }));
}

/** What a recipient asks for: grams, and cubic centimetres, of which cold ones. */
interface Load {
  mass: number;
  volume: number;
  cold: number;
}

function measureLoads(
  size: ProblemSize,
  demands: readonly PlanDemand[],
  items: readonly PlanItem[],
): readonly Load[] {
  const loads = Array.from({ length: size.recipients }, (): Load => ({ mass: 0, volume: 0, cold: 0 }));
  for (const demand of demands) {
    const item = items[demand.items[0]!]!;
    const load = loads[demand.site - size.supplyPoints]!;
    load.mass += Math.ceil((demand.quantity * item.massPerThousandGrams) / 1000);
    load.volume += Math.ceil((demand.quantity * item.volumePerThousandCubicCentimetres) / 1000);
    load.cold += Math.ceil((demand.quantity * item.coldVolumePerThousandCubicCentimetres) / 1000);
  }
  return loads;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function drawLanes(
  size: ProblemSize,
  world: { readonly places: readonly Place[]; readonly loads: readonly Load[] },
  dice: Dice,
): readonly PlanLane[] {
  const lanes: PlanLane[] = [];
  for (let r = 0; r < size.recipients; r++) {
    const to = size.supplyPoints + r;
    const load = world.loads[r]!;
    const isTight = r % 5 < 2;
    const isOpen = !isTight && dice.below(2) === 0;
    for (const { from, steps } of listNearest(size, world.places, to)) {
      const share = isTight ? dice.within(2, 6) : dice.within(200, 400);
      const part = (amount: number) => (isOpen ? null : Math.ceil((amount * share) / (100 * size.hubs)));
      const transitPeriods = steps <= 2500 ? 0 : steps <= 5000 ? 1 : 2;
      const costPerTonneMinor = 200 + 3 * Math.floor(steps / 10);
      const fast = {
        from,
        to,
        transitPeriods,
        massCapacityGrams: part(load.mass),
        volumeCapacityCubicCentimetres: part(load.volume),
        coldVolumeCapacityCubicCentimetres: null,
        costPerTonneMinor,
      };
      lanes.push({ key: keyOf("e", lanes.length), ...fast });
      if (dice.below(3) > 0) continue;
      const slow = {
        transitPeriods: transitPeriods + 2,
        costPerTonneMinor: Math.floor(costPerTonneMinor / 4),
      };
      lanes.push({ key: keyOf("e", lanes.length), ...fast, ...slow });
    }
  }
  return lanes;
}

/** The nearest supply points by the greater of the two coordinates; equal ones by index. */
function listNearest(
  size: ProblemSize,
  places: readonly Place[],
  to: number,
): readonly { readonly from: number; readonly steps: number }[] {
  const { x, y } = places[to]!;
  return places
    .slice(0, size.supplyPoints)
    .map((place, from) => ({ from, steps: Math.max(Math.abs(place.x - x), Math.abs(place.y - y)) }))
    .sort((a, b) => a.steps - b.steps || a.from - b.from)
    .slice(0, size.hubs);
}

function drawReceiving(size: ProblemSize, loads: readonly Load[], dice: Dice): readonly PlanReceiving[] {
  return loads.flatMap(({ cold }, r): PlanReceiving[] => {
    const share = dice.within(2, 5);
    if (r % 5 < 2 || r % 5 > 3 || cold === 0) return [];
    const coldVolumeCapacityCubicCentimetres = Math.ceil((cold * share) / 100);
    return [
      {
        key: keyOf("r", r),
        site: size.supplyPoints + r,
        fromPeriod: 0,
        toPeriod: size.periods - 1,
        unitCapacity: null,
        volumeCapacityCubicCentimetres: null,
        coldVolumeCapacityCubicCentimetres,
      },
    ];
  });
}
