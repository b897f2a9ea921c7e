/**
 * What a planner is asked: numbers only. Every reference is an index into a list of the same problem, every
 * amount a whole number of the unit its name ends in, so that a problem is plain JSON and can be published.
 *
 * Time is counted in periods 0 … `periods − 1`. What leaves in period t by a lane of transit k arrives in t + k.
 *
 * `key` names a supply, demand, lane or receiving limit for ordering alone: keys are compared by code unit, and
 * the plan depends on them and not on the order of the lists. Keys are unique within their list.
 */
export interface PlanProblem {
  /** How many periods the plan spans, 1 … 10,000. */
  readonly periods: number;
  /** How many sites there are; a site is an index below it. */
  readonly sites: number;
  readonly items: readonly PlanItem[];
  readonly supplies: readonly PlanSupply[];
  readonly demands: readonly PlanDemand[];
  readonly lanes: readonly PlanLane[];
  readonly receiving: readonly PlanReceiving[];
  readonly companions: readonly PlanCompanion[];
}

/** What a thousand units of an item weigh and fill: per thousand, so that a unit may be a fraction of a gram. */
export interface PlanItem {
  readonly massPerThousandGrams: number;
  readonly volumePerThousandCubicCentimetres: number;
  /** Zero for what needs no cold chain. */
  readonly coldVolumePerThousandCubicCentimetres: number;
}

/** Units of one item at one site, to be shared out. */
export interface PlanSupply {
  readonly key: string;
  readonly item: number;
  readonly site: number;
  /** Units, ≥ 1. */
  readonly quantity: number;
  /** First period in which it can leave. */
  readonly availableFrom: number;
  /** Last period in which it can leave, inclusive. */
  readonly availableUntil: number;
  /** Period at whose end it expires; it may lie beyond the plan. `null`: does not expire. */
  readonly expiryPeriod: number | null;
  /**
   * Units of a pack, ≥ 1, which nobody opens: the supply is ⌊quantity ÷ packUnits⌋ packs and, where that leaves a
   * rest, one broken pack of `quantity mod packUnits`. Each sending is of whole packs; one may hold the broken one.
   */
  readonly packUnits: number;
  /**
   * The fewest units that its giver sends by one lane in one period, for all demands at the lane's end together;
   * ≥ 0, and 0 or 1 for none. It is the supply's and not the lane's: units of different items do not add.
   */
  readonly leastShipmentUnits: number;
}

/** One need at one site, which any of several items answers. */
export interface PlanDemand {
  readonly key: string;
  readonly site: number;
  /** Items that answer the need, the preferred first; none twice. */
  readonly items: readonly number[];
  /** Units, ≥ 1. */
  readonly quantity: number;
  /** 1 … 16, in the order in which they are gone through; as many for every demand of a problem. */
  readonly stages: readonly PlanStage[];
  /** First and last period of arrival, both inclusive. */
  readonly windowFrom: number;
  readonly windowTo: number;
  /** ≥ 1: how much a period of waiting counts against a plan. */
  readonly severity: number;
  /** Periods of shelf life that must be left at arrival: expiryPeriod − arrival ≥ this. */
  readonly leastShelfLifePeriods: number;
  /** The smallest useful quantity, 0 … quantity: it gets at least that, or nothing. 0 or 1: any unit is of use. */
  readonly leastUnits: number;
}

/**
 * A demand that follows another, by their keys (rows that have a key are called by it, so that the order of lists
 * means nothing): `companion` gets at most ⌈units of `principal` × unitsPerThousand ÷ 1000⌉, as syringes follow
 * doses. A companion has one principal, which is not a companion itself: there is no chain and no circle.
 */
export interface PlanCompanion {
  readonly principal: string;
  readonly companion: string;
  /** Units of the companion for a thousand of the principal, ≥ 1. */
  readonly unitsPerThousand: number;
}

/**
 * One pass of sharing out: in stage k all demands rise together, demand d by w_kd q_d units a level, until it has
 * cap_kd = q_d × upto ÷ 1000 units or can get no more; what earlier stages gave is never taken back.
 *
 * A floor is a first stage up to it; who waits has `uptoPerMille` 0 in the stages of those before; a cap is a last stage
 * below 1000 (rounded down to whole units, at least one).
 */
export interface PlanStage {
  /** w_kd in parts per thousand, ≥ 1: a line of 2000 is raised to twice the coverage of one of 1000. */
  readonly weightPerMille: number;
  /** 0 … 1000 parts per thousand of the quantity, not less than in the stage before; in the last stage ≥ 1. */
  readonly uptoPerMille: number;
}

/** A way from one site to another (or within one), open in every period, its capacity that of one period. */
export interface PlanLane {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly transitPeriods: number;
  /** What may leave in one period; `null`: without limit. */
  readonly massCapacityGrams: number | null;
  readonly volumeCapacityCubicCentimetres: number | null;
  readonly coldVolumeCapacityCubicCentimetres: number | null;
  /** Minor currency units per tonne carried. */
  readonly costPerTonneMinor: number;
}

/**
 * What a site can take in, in each period from `fromPeriod` to `toPeriod`, both inclusive. Of a room for some items alone,
 * which what has come does not leave again within the plan: `items` and `together`.
 */
export interface PlanReceiving {
  readonly key: string;
  readonly site: number;
  readonly fromPeriod: number;
  readonly toPeriod: number;
  /** Left out: whatever arrives draws on it. Else what is of these items alone; none twice. */
  readonly items?: readonly number[];
  /**
   * What a thousand units of each of `items`, in its order, take of `unitCapacity`, ≥ 1. Left out: a thousand. So devices that take
   * so many watts each draw on what a site has to spare.
   */
  readonly unitsPerThousand?: readonly number[];
  /** Left out: by whichever lane it arrives. Else by the lane of this key alone, which leads to the site. */
  readonly lane?: string;
  /** True: the capacities are of all its periods together. It is then named by its first period. */
  readonly together?: boolean;
  readonly unitCapacity: number | null;
  readonly volumeCapacityCubicCentimetres: number | null;
  readonly coldVolumeCapacityCubicCentimetres: number | null;
}

/** One thing wrong with a problem: where (`demands.3.windowTo`), what was found, which rule it breaks. */
export interface ProblemFault {
  readonly field: string;
  readonly value: string;
  readonly rule: ProblemRule;
}

export type ProblemRule =
  | "not_an_object"
  | "not_a_list"
  | "not_a_whole_number"
  | "too_small"
  | "too_large"
  | "index_out_of_range"
  | "window_reversed"
  | "falling"
  | "other_length"
  | "other_size"
  | "other_count"
  | "one_of"
  | "needed_in_units"
  | "too_many"
  | "empty_list"
  | "repeated"
  | "not_a_key"
  | "least_above_quantity"
  | "unknown_demand"
  | "companion_of_itself"
  | "chained_companion"
  | "companions_in_a_circle"
  | "unknown_lane"
  | "not_a_flag"
  | "sum_too_large";

/** What a thousand units of an item take of the units of a receiving limit that counts it. O(items of the limit). */
export function unitsTaken({ items, unitsPerThousand }: PlanReceiving, item: number): number {
  return unitsPerThousand?.[items?.indexOf(item) ?? -1] ?? UNITS_PER_RATE;
}

/** Capacities and use are compared in units × (amount per thousand units): a capacity is multiplied by this. */
export const UNITS_PER_RATE = 1000;
