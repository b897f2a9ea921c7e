import { capOf } from "#planner/stages.ts";
import type { CertificateFile, KeyedConstraint, PlanFiles } from "./plan-files.ts";

/** Why one call line of a plan did not get more, in figures. */
export interface ExplainedLine {
  readonly demand: string;
  readonly asked: number;
  readonly allocated: number;
  readonly level: number;
  readonly fairShare: number;
  readonly status: PlanFiles["plan"]["demands"][number]["status"];
  /** What packs, least quantities and principals cost it, and by which rules. */
  readonly lostUnits: PlanFiles["plan"]["demands"][number]["lostUnits"];
  readonly roundedBy: PlanFiles["plan"]["demands"][number]["roundedBy"];
  /** The constraints that bound it, those that are dearest for what they hold first; `rounding`: without a price. */
  readonly boundBy: readonly BindingConstraint[];
  /** Other lines that are bound by the same. */
  readonly sharedWith: readonly string[];
}

/** A constraint that bound, what it holds in all, and what more of it would bring. */
export interface BindingConstraint {
  readonly constraint: KeyedConstraint;
  readonly capacity: number;
  readonly unit: "unit" | "gram" | "cubic centimetre";
  /** By how many units Σ λ f of the lines that share it rises with one unit, gram or cubic centimetre more; 0 where unpriced. */
  readonly price: number;
  /** What of it would bring those lines one unit more: 1 ÷ price. `null` where unpriced. */
  readonly neededForOneUnit: number | null;
}

/** What of a supply was left, and why. */
export interface ExplainedRest {
  readonly supply: string;
  readonly of: number;
  readonly quantity: number;
  readonly reason: PlanFiles["plan"]["unused"][number]["reason"];
}

/** Call lines that were promised more by an earlier stage of the policy than there is for them together: a least set. */
export interface ExplainedFloor {
  readonly stage: number;
  readonly demands: readonly { readonly demand: string; readonly promised: number }[];
  /** What cannot hold it, those that are dearest for what they hold first. */
  readonly boundBy: readonly BindingConstraint[];
}

/** Every line of a (checked) plan, every rest, in the order of keys, and the floors that cannot hold together. O(size of the files). */
export function explainPlan({ problem, plan, certificate }: PlanFiles): {
  readonly lines: readonly ExplainedLine[];
  readonly unused: readonly ExplainedRest[];
  readonly unmetFloors: readonly ExplainedFloor[];
} {
  const capacityOf = indexCapacities(problem);
  const explainPrices = (prices: PricedConstraints): readonly BindingConstraint[] =>
    prices
      .map(({ price, ...constraint }) => ({ ...capacityOf(constraint), constraint, price }))
      .map((one) => ({ ...one, neededForOneUnit: 1 / one.price }))
      .toSorted((a, b) => b.price * b.capacity - a.price * a.capacity);
  const proofs = new Map(certificate.lines.map((line) => [line.demand, line]));
  const sharing = groupByBottleneck(certificate);
  const quantityOf = new Map(problem.supplies.map(({ key, quantity }) => [key, quantity]));
  const lines = plan.demands.flatMap(({ met: _met, stage: _stage, ...row }): ExplainedLine[] => {
    const { demand } = row;
    const proof = proofs.get(demand);
    if (proof === undefined) return [];
    const { reason, fairShare } = proof;
    const line = { ...row, fairShare };
    if (reason.status === "bound") {
      const boundBy = explainPrices(certificate.bottlenecks[reason.bottleneck]?.prices ?? []);
      const sharedWith = (sharing.get(reason.bottleneck) ?? []).filter((other) => other !== demand);
      return [{ ...line, boundBy, sharedWith }];
    }
    const by = reason.status === "rounding" ? reason.by : [];
    const boundBy = by.map((constraint) => {
      return { ...capacityOf(constraint), constraint, price: 0, neededForOneUnit: null };
    });
    return [{ ...line, boundBy, sharedWith: [] }];
  });
  const unused = plan.unused.map(({ supply, quantity, reason }) => {
    return { supply, of: quantityOf.get(supply) ?? quantity, quantity, reason };
  });
  const demands = new Map(problem.demands.map((demand) => [demand.key, demand]));
  const unmetFloors = certificate.unmetFloors.map(({ stage, demands: keys, prices }) => ({
    stage,
    demands: keys.flatMap((key) => {
      const demand = demands.get(key);
      return demand === undefined ? [] : [{ demand: key, promised: capOf(demand, stage) }];
    }),
    boundBy: explainPrices(prices),
  }));
  return { lines, unused, unmetFloors };
}

type PricedConstraints = CertificateFile["bottlenecks"][number]["prices"];

function groupByBottleneck(certificate: CertificateFile): ReadonlyMap<number, readonly string[]> {
  const sharing = new Map<number, string[]>();
  for (const { demand, reason } of certificate.lines) {
    if (reason.status !== "bound") continue;
    const known = sharing.get(reason.bottleneck);
    if (known === undefined) sharing.set(reason.bottleneck, [demand]);
    else known.push(demand);
  }
  return sharing;
}

type Capacity = Pick<BindingConstraint, "capacity" | "unit">;

/** What a constraint holds, by its name. The files have been checked: what they name is there and limited. */
function indexCapacities(problem: PlanFiles["problem"]): (constraint: KeyedConstraint) => Capacity {
  const supplies = new Map(problem.supplies.map((row) => [row.key, row]));
  const lanes = new Map(problem.lanes.map((row) => [row.key, row]));
  const receiving = new Map(problem.receiving.map((row) => [row.key, row]));
  const of = (capacity: number | null | undefined, unit: Capacity["unit"]) => ({
    capacity: capacity ?? 0,
    unit,
  });
  return (name) => {
    switch (name.kind) {
      case "supply":
        return of(supplies.get(name.supply)?.quantity, "unit");
      case "lane_mass":
        return of(lanes.get(name.lane)?.massCapacityGrams, "gram");
      case "lane_volume":
        return of(lanes.get(name.lane)?.volumeCapacityCubicCentimetres, "cubic centimetre");
      case "lane_cold_volume":
        return of(lanes.get(name.lane)?.coldVolumeCapacityCubicCentimetres, "cubic centimetre");
      case "receiving_units":
        return of(receiving.get(name.receiving)?.unitCapacity, "unit");
      case "receiving_volume":
        return of(receiving.get(name.receiving)?.volumeCapacityCubicCentimetres, "cubic centimetre");
      case "receiving_cold_volume":
        return of(receiving.get(name.receiving)?.coldVolumeCapacityCubicCentimetres, "cubic centimetre");
    }
  };
}
