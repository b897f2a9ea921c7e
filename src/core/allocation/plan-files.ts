import { upgradeProblem } from "#certificate/earlier-version.ts";
import { accept, type MalformedRefusal, type Problem, type Result, refuse } from "#core/result.ts";
import { orderByKey } from "#planner/canonical-order.ts";
import { checkProblem, FAULTS_LISTED_MAX } from "#planner/check-problem.ts";
import type {
  Binding,
  ConstraintName,
  DemandReason,
  LeastBound,
  Plan,
  PlanAllocation,
  RoundingRule,
  UnusedSupply,
} from "#planner/plan.ts";
import type { PlanProblem, PlanStage } from "#planner/problem.ts";

/**
 * Problem, plan and certificate as they are published: docs/PLAN-FORMAT.md. Rows are named by their keys and stand in the
 * order of keys, so that the same problem in any order gives the same files, byte for byte, as canonical JSON.
 */
export interface PlanFiles {
  readonly problem: ProblemFile;
  readonly plan: PlanFile;
  readonly certificate: CertificateFile;
}

/** The same, whatever version they are of: one of version 1 proves nothing of arrival and cost. */
export interface ProvenFiles extends Omit<PlanFiles, "certificate"> {
  readonly certificate: Omit<CertificateFile, "least">;
}

export interface Head<Format extends string> {
  readonly format: Format;
  readonly version: 2;
}

type ProblemFile = Head<"wellspring-plan-problem"> & PlanProblem;

export interface PlanFile extends Head<"wellspring-plan"> {
  /** In the order of demand, supply, lane, departure. */
  readonly allocations: readonly FileAllocation[];
  readonly demands: readonly {
    readonly demand: string;
    readonly asked: number;
    readonly allocated: number;
    /** allocated ÷ (weight × asked), by the weight of the last stage, weight 1 = 1000 per mille. */
    readonly level: number;
    /** The stage, from 0, that its fair share does not fill; the last, where it got all it may. */
    readonly stage: number;
    readonly met: boolean;
    readonly status: DemandReason["status"];
    /** Units that it had before packs and least quantities, and has not now. */
    readonly lostUnits: number;
    /** The rules that took them, or keep it from a unit for which there is room. */
    readonly roundedBy: readonly RoundingRule[];
  }[];
  /** Supplies of which something is left. */
  readonly unused: readonly {
    readonly supply: string;
    readonly quantity: number;
    readonly reason: UnusedSupply["reason"];
  }[];
}

interface FileAllocation {
  readonly supply: string;
  readonly demand: string;
  readonly lane: string;
  readonly departPeriod: number;
  readonly arrivePeriod: number;
  readonly quantity: number;
}

export interface CertificateFile extends Head<"wellspring-plan-certificate"> {
  readonly lines: readonly {
    readonly demand: string;
    /** The fair amount before rounding to whole units. */
    readonly fairShare: number;
    readonly reason: FileReason;
  }[];
  /** In the order in which the lines name them. */
  readonly bottlenecks: readonly {
    readonly prices: readonly PricedConstraint[];
  }[];
  /** What an earlier stage promises and cannot hold together: least sets, each with the prices that prove it. */
  readonly unmetFloors: readonly {
    readonly stage: number;
    readonly demands: readonly string[];
    readonly prices: readonly PricedConstraint[];
  }[];
  /** The fair plan in whole units, before packs and least quantities; empty where the problem asks for neither. */
  readonly unrounded: readonly FileAllocation[];
  readonly least: {
    /** Of Σ units × period of arrival × severity, of the plan in whole units. */
    readonly arrival: BoundFile;
    /** Of Σ cost + `arrivalPrice` × arrival, in minor currency units. */
    readonly cost: BoundFile & { readonly arrivalPrice: number };
  };
}

/** Prices, what they prove that no plan with the same units a line is below, and how much more the plan comes to. */
interface BoundFile {
  readonly bound: number;
  readonly gap: number;
  readonly prices: readonly PricedConstraint[];
}

type PricedConstraint = KeyedConstraint & { readonly price: number };

type FileReason =
  | { readonly status: Exclude<DemandReason["status"], "bound" | "follows" | "rounding"> }
  | { readonly status: "follows"; readonly bottleneck: number | null }
  | { readonly status: "bound"; readonly bottleneck: number }
  | { readonly status: "rounding"; readonly by: readonly KeyedConstraint[] };

/** A constraint by its key, and for a capacity the period (a lane's: of departure). */
export type KeyedConstraint =
  | { readonly kind: "supply"; readonly supply: string }
  | {
      readonly kind: "lane_mass" | "lane_volume" | "lane_cold_volume";
      readonly lane: string;
      readonly period: number;
    }
  | {
      readonly kind: "receiving_units" | "receiving_volume" | "receiving_cold_volume";
      readonly receiving: string;
      readonly period: number;
    };

/** A file that should hold a problem, plan or certificate is not there, cannot be read, or is not JSON. */
export interface PlanFileUnreadableRefusal {
  readonly code: "plan_file_unreadable";
  readonly path: string;
  readonly reason: string;
}

/** The checker does not accept a plan by its certificate; every fault is listed. What is not proven is not explained. */
export interface PlanNotProvenRefusal {
  readonly code: "plan_not_proven";
  readonly problems: readonly Problem[];
}

/** The files of a solved problem. O(their size × log). */
export function writePlanFiles(problem: PlanProblem, plan: Plan): PlanFiles {
  const ordered = orderByKey(problem);
  const keyOf = {
    supply: (index: number) => problem.supplies[index]?.key ?? "",
    demand: (index: number) => problem.demands[index]?.key ?? "",
    lane: (index: number) => problem.lanes[index]?.key ?? "",
    receiving: (index: number) => problem.receiving[index]?.key ?? "",
  };
  const outcomes = Array.from(ordered.demandInput, (input) => ({
    demand: keyOf.demand(input),
    outcome: plan.demands[input],
  })).flatMap(({ demand, outcome }) => (outcome === undefined ? [] : [{ demand, ...outcome }]));
  return {
    problem: writeProblemFile(problem),
    plan: {
      format: "wellspring-plan",
      version: 2,
      allocations: plan.allocations.map((one) => nameAllocation(one, keyOf)),
      demands: outcomes.map(
        ({ demand, quantity, allocated, level, stage, reason, lostUnits, roundedBy }) => ({
          demand,
          asked: quantity,
          allocated,
          level,
          stage,
          met: reason.status === "met",
          status: reason.status,
          lostUnits,
          roundedBy,
        }),
      ),
      unused: plan.unused
        .map(({ supply, quantity, reason }) => ({ supply: keyOf.supply(supply), quantity, reason }))
        .toSorted((a, b) => (a.supply < b.supply ? -1 : 1)),
    },
    certificate: {
      format: "wellspring-plan-certificate",
      version: 2,
      lines: outcomes.map(({ demand, fairShare, reason }) => ({
        demand,
        fairShare,
        reason: nameReason(reason, keyOf),
      })),
      bottlenecks: plan.bottlenecks.map(({ prices }) => ({ prices: namePrices(prices, keyOf) })),
      unmetFloors: plan.unmetFloors.map(({ stage, demands, prices }) => ({
        stage,
        demands: demands.map(keyOf.demand).toSorted(),
        prices: namePrices(prices, keyOf),
      })),
      unrounded: plan.unrounded.map((one) => nameAllocation(one, keyOf)),
      least: {
        arrival: nameBound(plan.least.arrival, keyOf),
        cost: { ...nameBound(plan.least.cost, keyOf), arrivalPrice: plan.least.cost.arrivalPrice },
      },
    },
  };
}

function nameBound({ bound, gap, prices }: LeastBound, keyOf: KeyOf): BoundFile {
  return { bound, gap, prices: namePrices(prices, keyOf) };
}

function namePrices(prices: readonly Binding[], keyOf: KeyOf): readonly PricedConstraint[] {
  return prices.map((one) => ({ ...nameConstraint(one, keyOf), price: one.price }));
}

/** The file of a problem, its lists in the order of keys. */
export function writeProblemFile(problem: PlanProblem): ProblemFile {
  return { format: "wellspring-plan-problem", version: 2, ...orderByKey(problem).problem };
}

type KeyOf = Readonly<Record<"supply" | "demand" | "lane" | "receiving", (index: number) => string>>;

function nameAllocation(one: PlanAllocation, keyOf: KeyOf): FileAllocation {
  return {
    supply: keyOf.supply(one.supply),
    demand: keyOf.demand(one.demand),
    lane: keyOf.lane(one.lane),
    departPeriod: one.departPeriod,
    arrivePeriod: one.arrivePeriod,
    quantity: one.quantity,
  };
}

function nameReason(reason: DemandReason, keyOf: KeyOf): FileReason {
  if (reason.status !== "rounding") return reason;
  return { status: "rounding", by: reason.by.map((name) => nameConstraint(name, keyOf)) };
}

function nameConstraint(name: ConstraintName, keyOf: KeyOf): KeyedConstraint {
  switch (name.kind) {
    case "supply":
      return { kind: name.kind, supply: keyOf.supply(name.supply) };
    case "lane_mass":
    case "lane_volume":
    case "lane_cold_volume":
      return { kind: name.kind, lane: keyOf.lane(name.lane), period: name.period };
    case "receiving_units":
    case "receiving_volume":
    case "receiving_cold_volume":
      return { kind: name.kind, receiving: keyOf.receiving(name.receiving), period: name.period };
  }
}

/** The fields of each list's rows; none other is read, so that a misspelt one is not passed over. */
const ROW_FIELDS = {
  items: [
    "massPerThousandGrams",
    "volumePerThousandCubicCentimetres",
    "coldVolumePerThousandCubicCentimetres",
  ],
  supplies: [
    "key",
    "item",
    "site",
    "quantity",
    "availableFrom",
    "availableUntil",
    "expiryPeriod",
    "packUnits",
    "leastShipmentUnits",
  ],
  demands: [
    "key",
    "site",
    "items",
    "quantity",
    "stages",
    "windowFrom",
    "windowTo",
    "severity",
    "leastShelfLifePeriods",
    "leastUnits",
  ],
  lanes: [
    "key",
    "from",
    "to",
    "transitPeriods",
    "massCapacityGrams",
    "volumeCapacityCubicCentimetres",
    "coldVolumeCapacityCubicCentimetres",
    "costPerTonneMinor",
  ],
  receiving: [
    "key",
    "site",
    "fromPeriod",
    "toPeriod",
    "items",
    "unitsPerThousand",
    "lane",
    "together",
    "unitCapacity",
    "volumeCapacityCubicCentimetres",
    "coldVolumeCapacityCubicCentimetres",
  ],
  companions: ["principal", "companion", "unitsPerThousand"],
} as const satisfies { readonly [List in ListName]: readonly (keyof PlanProblem[List][number])[] };
type ListName = "items" | "supplies" | "demands" | "lanes" | "receiving" | "companions";
const STAGE_FIELDS = ["weightPerMille", "uptoPerMille"] as const satisfies readonly (keyof PlanStage)[];
const LISTS: readonly ListName[] = ["items", "supplies", "demands", "lanes", "receiving", "companions"];
const PROBLEM_FIELDS: readonly string[] = ["format", "version", "periods", "sites", ...LISTS];

/**
 * The problem of a parsed file, of version 2 or of 1; refuses with `malformed`, every problem listed: another format or version, a field that
 * is not known, and whatever `checkProblem` finds (types, ranges, references, keys, sums beyond 2^53).
 */
export function readProblemFile(file: unknown): Result<PlanProblem, MalformedRefusal> {
  const value = upgradeProblem(file);
  const problems: Problem[] = [];
  if (isRecord(value)) {
    const expect = (field: string, expected: string | number) => {
      if (value[field] === expected) return;
      problems.push({ field, value: show(value[field]), rule: "other_format", facts: { expected } });
    };
    expect("format", "wellspring-plan-problem");
    expect("version", 2);
    problems.push(...listUnknownFields(value));
  }
  problems.push(...checkProblem(value));
  if (problems.length > 0)
    return refuse({ code: "malformed", problems: problems.slice(0, FAULTS_LISTED_MAX) });
  // Every field of it has been found sound.
  const { periods, sites, items, supplies, demands, lanes, receiving, companions } = value as PlanProblem;
  return accept({ periods, sites, items, supplies, demands, lanes, receiving, companions });
}

/** Every field of goods within another file that is not known: they have no format and no version of their own. */
export function listUnknownGoodsFields(goods: Readonly<Record<string, unknown>>): readonly Problem[] {
  const heads = ["format", "version"].filter((name) => Object.hasOwn(goods, name));
  const own = heads.map((name) => ({ field: name, value: show(goods[name]), rule: "unknown_field" }));
  return [...own, ...listUnknownFields(goods)];
}

function listUnknownFields(problem: Readonly<Record<string, unknown>>): readonly Problem[] {
  const problems: Problem[] = [];
  const look = (row: unknown, at: string, known: readonly string[]) => {
    if (!isRecord(row)) return;
    for (const name of Object.keys(row)) {
      if (!known.includes(name)) {
        problems.push({ field: `${at}${name}`, value: show(row[name]), rule: "unknown_field" });
      }
    }
  };
  look(problem, "", PROBLEM_FIELDS);
  for (const list of LISTS) {
    const rows = problem[list];
    if (!Array.isArray(rows)) continue;
    rows.forEach((row, i) => {
      look(row, `${list}.${i}.`, ROW_FIELDS[list]);
      const stages = list === "demands" && isRecord(row) ? row["stages"] : undefined;
      if (!Array.isArray(stages)) return;
      stages.forEach((stage, k) => {
        look(stage, `${list}.${i}.stages.${k}.`, STAGE_FIELDS);
      });
    });
  }
  return problems;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" || typeof value === "number" ? String(value).slice(0, 120) : typeof value;
}
