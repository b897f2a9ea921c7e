import {
  amount,
  fields,
  flag,
  listOf,
  nothing,
  number,
  oneOf,
  orNull,
  type Shape,
  text,
  variants,
  whole,
} from "./shape.ts";

/** The problem as published: what there is, what is asked, and the ways between. */
export interface ProblemFile {
  readonly periods: number;
  readonly sites: number;
  readonly items: readonly ItemRow[];
  readonly supplies: readonly SupplyRow[];
  readonly demands: readonly DemandRow[];
  readonly lanes: readonly LaneRow[];
  readonly receiving: readonly ReceivingRow[];
  readonly companions: readonly CompanionRow[];
}

export interface ItemRow {
  readonly massPerThousandGrams: number;
  readonly volumePerThousandCubicCentimetres: number;
  readonly coldVolumePerThousandCubicCentimetres: number;
}

export interface SupplyRow {
  readonly key: string;
  readonly item: number;
  readonly site: number;
  readonly quantity: number;
  readonly availableFrom: number;
  readonly availableUntil: number;
  readonly expiryPeriod: number | null;
  readonly packUnits: number;
  readonly leastShipmentUnits: number;
}

export interface DemandRow {
  readonly key: string;
  readonly site: number;
  readonly items: readonly number[];
  readonly quantity: number;
  readonly stages: readonly { readonly weightPerMille: number; readonly uptoPerMille: number }[];
  readonly windowFrom: number;
  readonly windowTo: number;
  readonly severity: number;
  readonly leastShelfLifePeriods: number;
  readonly leastUnits: number;
}

export interface LaneRow {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly transitPeriods: number;
  readonly massCapacityGrams: number | null;
  readonly volumeCapacityCubicCentimetres: number | null;
  readonly coldVolumeCapacityCubicCentimetres: number | null;
  readonly costPerTonneMinor: number;
}

export interface ReceivingRow {
  readonly key: string;
  readonly site: number;
  readonly fromPeriod: number;
  readonly toPeriod: number;
  readonly items?: readonly number[];
  readonly unitsPerThousand?: readonly number[];
  readonly lane?: string;
  readonly together?: boolean;
  readonly unitCapacity: number | null;
  readonly volumeCapacityCubicCentimetres: number | null;
  readonly coldVolumeCapacityCubicCentimetres: number | null;
}

export interface CompanionRow {
  readonly principal: string;
  readonly companion: string;
  readonly unitsPerThousand: number;
}

export interface AllocationRow {
  readonly supply: string;
  readonly demand: string;
  readonly lane: string;
  readonly departPeriod: number;
  readonly arrivePeriod: number;
  readonly quantity: number;
}

/** The plan as published. */
export interface PlanFile {
  readonly allocations: readonly AllocationRow[];
  readonly demands: readonly {
    readonly demand: string;
    readonly asked: number;
    readonly allocated: number;
    readonly level: number;
    readonly stage: number;
    readonly met: boolean;
    readonly status: Status;
    readonly lostUnits: number;
    readonly roundedBy: readonly RoundingRule[];
  }[];
  readonly unused: readonly {
    readonly supply: string;
    readonly quantity: number;
    readonly reason: UnusedReason;
  }[];
}

export type Status = (typeof STATUSES)[number];
const STATUSES = [
  "met",
  "capped",
  "no_supply",
  "unreachable",
  "window",
  "shelf_life",
  "bound",
  "rounding",
  "follows",
] as const;

export type RoundingRule = (typeof ROUNDING_RULES)[number];
const ROUNDING_RULES = ["companion", "least_shipment", "least_units", "pack"] as const;

export type UnusedReason = (typeof UNUSED_REASONS)[number];
const UNUSED_REASONS = [
  "no_demand",
  "unreachable",
  "window",
  "shelf_life",
  "not_needed",
  "capacity",
  "rounding",
] as const;

/** The certificate as published. */
export interface CertificateFile {
  readonly lines: readonly {
    readonly demand: string;
    readonly fairShare: number;
    readonly reason: LineReason;
  }[];
  readonly bottlenecks: readonly { readonly prices: readonly PricedConstraint[] }[];
  readonly unmetFloors: readonly UnmetFloor[];
  readonly unrounded: readonly AllocationRow[];
  /** `null` in a certificate of version 1: it proves nothing of arrival and cost. */
  readonly least: { readonly arrival: LeastBound; readonly cost: CostBound } | null;
}

/** Prices, the least that they prove, and how much more the plan comes to. */
export interface LeastBound {
  readonly bound: number;
  readonly gap: number;
  readonly prices: readonly PricedConstraint[];
}

export interface CostBound extends LeastBound {
  readonly arrivalPrice: number;
}

/** Demands that cannot all have what they are promised up to a stage. */
export interface UnmetFloor {
  readonly stage: number;
  readonly demands: readonly string[];
  readonly prices: readonly PricedConstraint[];
}

export type LineReason =
  | { readonly status: Exclude<Status, "bound" | "follows" | "rounding"> }
  | { readonly status: "follows"; readonly bottleneck: number | null }
  | { readonly status: "bound"; readonly bottleneck: number }
  | { readonly status: "rounding"; readonly by: readonly ConstraintName[] };

export type ConstraintName =
  | { readonly kind: "supply"; readonly supply: string }
  | { readonly kind: LaneKind; readonly lane: string; readonly period: number }
  | { readonly kind: ReceivingKind; readonly receiving: string; readonly period: number };

export type PricedConstraint = ConstraintName & { readonly price: number };

export type LaneKind = "lane_mass" | "lane_volume" | "lane_cold_volume";
export type ReceivingKind = "receiving_units" | "receiving_volume" | "receiving_cold_volume";

/** A capacity is multiplied by 1000 to be compared with units × (amount per thousand units). */
const CAPACITY_MAX = Math.floor(Number.MAX_SAFE_INTEGER / 1000);
const capacity = orNull(whole(0, CAPACITY_MAX));
const period = whole(0, 9999);
const STAGES_MAX = 16;
const stage = whole(0, STAGES_MAX - 1);
const index = whole(0);

const head = (format: string) => ({ format: oneOf(format), version: oneOf(1, 2) });

export const PROBLEM_SHAPE: Shape = fields({
  ...head("wellspring-plan-problem"),
  periods: whole(1, 10_000),
  sites: whole(0),
  items: listOf(
    fields({
      massPerThousandGrams: whole(0),
      volumePerThousandCubicCentimetres: whole(0),
      coldVolumePerThousandCubicCentimetres: whole(0),
    }),
  ),
  supplies: listOf(
    fields({
      key: text,
      item: index,
      site: index,
      quantity: whole(1),
      availableFrom: period,
      availableUntil: period,
      expiryPeriod: orNull(whole(0)),
      packUnits: whole(1),
      leastShipmentUnits: whole(0),
    }),
  ),
  demands: listOf(
    fields({
      key: text,
      site: index,
      items: listOf(index, 1),
      quantity: whole(1),
      stages: listOf(
        fields({ weightPerMille: whole(1, 1_000_000_000), uptoPerMille: whole(0, 1000) }),
        1,
        STAGES_MAX,
      ),
      windowFrom: period,
      windowTo: period,
      severity: whole(1, 1_000_000),
      leastShelfLifePeriods: whole(0),
      leastUnits: whole(0),
    }),
  ),
  lanes: listOf(
    fields({
      key: text,
      from: index,
      to: index,
      transitPeriods: whole(0),
      massCapacityGrams: capacity,
      volumeCapacityCubicCentimetres: capacity,
      coldVolumeCapacityCubicCentimetres: capacity,
      costPerTonneMinor: whole(0),
    }),
  ),
  receiving: listOf(
    fields(
      {
        key: text,
        site: index,
        fromPeriod: period,
        toPeriod: period,
        unitCapacity: capacity,
        volumeCapacityCubicCentimetres: capacity,
        coldVolumeCapacityCubicCentimetres: capacity,
      },
      { items: listOf(index), unitsPerThousand: listOf(whole(1)), lane: text, together: flag },
    ),
  ),
  companions: listOf(fields({ principal: text, companion: text, unitsPerThousand: whole(1) })),
});

const allocations = listOf(
  fields({
    supply: text,
    demand: text,
    lane: text,
    departPeriod: period,
    arrivePeriod: period,
    quantity: whole(1),
  }),
);

export const PLAN_SHAPE: Shape = fields({
  ...head("wellspring-plan"),
  allocations,
  demands: listOf(
    fields({
      demand: text,
      asked: whole(1),
      allocated: whole(0),
      level: amount(false),
      stage,
      met: flag,
      status: oneOf(...STATUSES),
      lostUnits: whole(0),
      roundedBy: listOf(oneOf(...ROUNDING_RULES)),
    }),
  ),
  unused: listOf(fields({ supply: text, quantity: whole(1), reason: oneOf(...UNUSED_REASONS) })),
});

const status = oneOf(...STATUSES);

/** Shapes of a constraint's name, each with further fields. */
function constraintShape(more: Readonly<Record<string, Shape>>): Shape {
  const kind = text;
  const ofSupply = fields({ kind, supply: text, ...more });
  const ofLane = fields({ kind, lane: text, period, ...more });
  const ofReceiving = fields({ kind, receiving: text, period, ...more });
  return variants("kind", {
    supply: ofSupply,
    lane_mass: ofLane,
    lane_volume: ofLane,
    lane_cold_volume: ofLane,
    receiving_units: ofReceiving,
    receiving_volume: ofReceiving,
    receiving_cold_volume: ofReceiving,
  });
}

const prices = listOf(constraintShape({ price: amount(true) }), 1);

const bound = { bound: number, gap: amount(false), prices: listOf(constraintShape({ price: amount(true) })) };

const certificate = (least: Shape) =>
  fields({
    ...head("wellspring-plan-certificate"),
    lines: listOf(
      fields({
        demand: text,
        fairShare: amount(false),
        reason: variants("status", {
          met: fields({ status }),
          capped: fields({ status }),
          no_supply: fields({ status }),
          unreachable: fields({ status }),
          window: fields({ status }),
          shelf_life: fields({ status }),
          bound: fields({ status, bottleneck: index }),
          rounding: fields({ status, by: listOf(constraintShape({})) }),
          follows: fields({ status, bottleneck: orNull(index) }),
        }),
      }),
    ),
    bottlenecks: listOf(fields({ prices })),
    unmetFloors: listOf(fields({ stage, demands: listOf(text, 1), prices })),
    unrounded: allocations,
    least,
  });

export const CERTIFICATE_SHAPE: Shape = certificate(
  fields({ arrival: fields(bound), cost: fields({ ...bound, arrivalPrice: amount(false) }) }),
);
/** Of what a file of version 1 is read as. */
export const CERTIFICATE_SHAPE_1: Shape = certificate(nothing);
