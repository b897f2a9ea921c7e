import type { PlanFile } from "#core/allocation/plan-files.ts";
import type { PackLevel } from "#core/item/item.ts";

/**
 * What a plan's explanation says, before it is put into words: rows by their keys, items and sites by their index in the
 * problem, time in periods. Nothing in it is of a language.
 */
export interface PlanExplanation {
  /** In the order of the plan's demands. */
  readonly lines: readonly LineExplanation[];
  /** As in the certificate: lines point here by index. */
  readonly bottlenecks: readonly BottleneckExplanation[];
  /** In the order of the plan's rests. */
  readonly unused: readonly RestExplanation[];
  /** In the order of the certificate. */
  readonly unmetFloors: readonly FloorExplanation[];
}

type LineStatus = PlanFile["demands"][number]["status"];
type RestReason = PlanFile["unused"][number]["reason"];

/** Why one call line did not get more, and what would have changed it. */
export interface LineExplanation {
  readonly demand: string;
  readonly asked: number;
  readonly allocated: number;
  readonly fairShare: number;
  readonly level: number;
  /** The stage, from 0, that its fair share does not fill, the last where it fills them all; `null` where there is one alone. */
  readonly stage: number | null;
  readonly status: LineStatus;
  /** Index of the bottleneck that bound it; `null` unless it is `bound`. */
  readonly bottleneck: number | null;
  /** What packs, least quantities and the line that it follows cost it, in units, and by which rules. */
  readonly lostUnits: number;
  readonly roundedBy: PlanFile["demands"][number]["roundedBy"];
  /** What leaves no room for one unit more in its ways; empty unless it is `rounding`. */
  readonly inTheWay: readonly BindingGroup[];
  readonly changes: readonly LineChange[];
}

/**
 * What would have changed a line.
 *
 * `wider`: its window a period longer, or a period of shelf life less. `proven_none`: **by the prices of the certificate**: every
 * way that it would then have costs at least the λ that it has now, so the proof holds with it, and the line gets nothing more.
 * `possible`: some way would cost less (`way`), so the proof does not hold; whether and how much it gets is found by trying.
 *
 * `reach`: what keeps a supply from the line by every lane, and by how much. `supply`: nothing answers it at all.
 */
export type LineChange =
  | {
      readonly kind: "wider";
      readonly by: "window_later" | "window_earlier" | "shelf_life";
      readonly effect: "proven_none" | "possible";
      /** The cheapest way that it would then have. */
      readonly way: WayName | null;
    }
  | { readonly kind: "reach"; readonly supply: string; readonly left: number; readonly obstacle: Obstacle }
  | { readonly kind: "supply"; readonly items: readonly number[] };

export interface WayName {
  readonly supply: string;
  readonly lane: string;
  readonly departPeriod: number;
  readonly arrivePeriod: number;
}

/**
 * What keeps a supply from a demand, by the lane by which the least is missing: no lane; the window ends so many periods
 * too soon, or begins so many too late; so many periods of shelf life are missing.
 */
export type Obstacle =
  | { readonly kind: "lane"; readonly from: number; readonly to: number }
  | {
      readonly kind: "window_later" | "window_earlier" | "shelf_life";
      readonly lane: string;
      readonly periods: number;
    };

/** What was used up: supplies of one item, or one kind of capacity of one lane or receiving limit, in spans of periods. */
export type BindingGroup =
  | {
      readonly kind: "supply";
      readonly item: number;
      /** The dearest first; price per unit, 0 where it has none. */
      readonly supplies: readonly {
        readonly supply: string;
        readonly quantity: number;
        readonly price: number;
      }[];
      readonly quantity: number;
    }
  | {
      readonly kind: "lane_mass" | "lane_volume" | "lane_cold_volume";
      readonly lane: string;
      /** Grams or cubic centimetres, of one period. */
      readonly capacity: number;
      readonly spans: readonly PricedSpan[];
    }
  | {
      readonly kind: "receiving_units" | "receiving_volume" | "receiving_cold_volume";
      readonly receiving: string;
      readonly site: number;
      /** Units or cubic centimetres, of one period; where `inAll`, of all of them together. */
      readonly capacity: number;
      readonly inAll?: true;
      readonly spans: readonly PricedSpan[];
    };

/** Periods that follow one another, and the highest price in them (per unit, gram or cubic centimetre; 0: none). */
export interface PricedSpan {
  readonly from: number;
  readonly to: number;
  readonly price: number;
}

/** What bound one or several lines, who draws on it, and what more of it would bring. */
export interface BottleneckExplanation {
  /** What there is most of, by its price, first. */
  readonly groups: readonly BindingGroup[];
  /** Every line with λ > 0, the highest first, by stage and then by level in it: whoever cannot be served without drawing on it. */
  readonly sharers: readonly Sharer[];
  /** Whether all sharers draw alike: every λ is 1. */
  readonly isEven: boolean;
  /** The most first. */
  readonly changes: readonly BottleneckChange[];
}

export interface Sharer {
  readonly demand: string;
  readonly asked: number;
  readonly allocated: number;
  readonly level: number;
  /** As in a line. */
  readonly stage: number | null;
  /** λ: what one unit for it costs at the least, at the prices of the bottleneck; the greatest is 1. */
  readonly lambda: number;
}

/**
 * What more of something would bring the lines of a bottleneck: by the prices of the certificate, Σ λ f of any plan rises by at
 * most `unitsAtMost` (price × amount, and not more than they lack of what they may get). Where all λ are 1, these are units between them; else
 * so many units for the line that draws most.
 */
export type BottleneckChange = { readonly unitsAtMost: number } & (
  | { readonly kind: "supply_unit"; readonly supply: string }
  | { readonly kind: "pack"; readonly supply: string; readonly level: PackLevel; readonly units: number }
  /** Everything that a lane carries in one period, once more. */
  | { readonly kind: "departure"; readonly lane: string; readonly period: number }
  /** A tonne, or a cubic metre. */
  | {
      readonly kind: "lane_mass" | "lane_volume" | "lane_cold_volume";
      readonly lane: string;
      readonly period: number;
    }
  /** A unit, or a cubic metre. */
  | {
      readonly kind: "receiving_units" | "receiving_volume" | "receiving_cold_volume";
      readonly receiving: string;
      readonly period: number;
    }
);

/** Lines to which a stage before the last promises more than there is for them together: without any one, the others' can be held. */
export interface FloorExplanation {
  /** From 0. */
  readonly stage: number;
  /** Units promised, a part of a unit where the share of what is asked is one. */
  readonly demands: readonly { readonly demand: string; readonly promised: number }[];
  /** What cannot hold it: what there is most of, by its price, first. */
  readonly groups: readonly BindingGroup[];
}

/** What of a supply was left, why, and what would have used it. */
export interface RestExplanation {
  readonly supply: string;
  readonly item: number;
  readonly of: number;
  readonly quantity: number;
  readonly reason: RestReason;
  /** Lines that could take it, lack something, and what leaves no room on the way to them; only for `capacity`. */
  readonly inTheWay: readonly BindingGroup[];
  readonly changes: readonly RestChange[];
}

/** `reach`: somebody lacks it, and so much keeps it from them. `room`: capacity on the way to them. `demand`: nobody asks more of it. */
export type RestChange =
  | { readonly kind: "reach"; readonly demand: string; readonly missing: number; readonly obstacle: Obstacle }
  | { readonly kind: "room"; readonly demand: string; readonly missing: number }
  | { readonly kind: "demand"; readonly item: number };
