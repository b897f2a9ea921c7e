import type { MovementKind, Stage } from "#core/ledger/movement.ts";

/** Why units moved, as far as it matters to what became of them: to account for a recall, to settle a difference, or else. */
export type Cause = "recall" | "settlement" | "other";

/** Units of one supply that moved one way, what was taken back taken off. */
export interface CourseFlow {
  readonly kind: MovementKind;
  /** Stages in the direction of the kind, also of what took back. */
  readonly from: Stage;
  readonly to: Stage;
  /** Whether the units stood with their giver where they were quarantined. Elsewhere without meaning. */
  readonly withGiver: boolean;
  readonly cause: Cause;
  /** Below 0 where more was taken back than moved: of units that were sent on to another recipient. */
  readonly units: number;
}

/** Where the units of a supply stand that its giver still has. Whole base units. */
export interface GiverFigures {
  /** Brought into the book by the offer and its corrections. */
  readonly offered: number;
  /** Taken out again: by a withdrawal, or because the offer ended. */
  readonly withdrawn: number;
  /** Promised to nobody. */
  readonly available: number;
  /** Quarantined with the giver. */
  readonly withheld: number;
  /** Wasted, lost or returned with the giver. */
  readonly gone: number;
}

/** What became of units that were promised to somebody. Whole base units. */
export interface CourseFigures {
  readonly agreed: number;
  /** Agreed, and not dispatched. */
  readonly reserved: number;
  readonly dispatched: number;
  /** Dispatched, and neither received nor known not to come: what was missing at a count and is not settled among them. */
  readonly inTransit: number;
  readonly lostInTransit: number;
  readonly wastedInTransit: number;
  readonly returnedInTransit: number;
  /** Counted on arrival, up to what was sent. */
  readonly received: number;
  /** Counted beyond what was sent, and settled as sent. */
  readonly surplus: number;
  readonly inStore: number;
  readonly quarantined: number;
  readonly used: number;
  readonly wasted: number;
  /** Of these, settled as damaged, expired or heated when they were counted. */
  readonly wastedAtCount: number;
  readonly lost: number;
  readonly returned: number;
  /** Of wasted, lost and returned, what accounts for a recall. */
  readonly recalled: number;
}

export type Course = GiverFigures & CourseFigures;

/** No unit anywhere. */
export const NO_COURSE: Course = {
  offered: 0,
  withdrawn: 0,
  available: 0,
  withheld: 0,
  gone: 0,
  agreed: 0,
  reserved: 0,
  dispatched: 0,
  inTransit: 0,
  lostInTransit: 0,
  wastedInTransit: 0,
  returnedInTransit: 0,
  received: 0,
  surplus: 0,
  inStore: 0,
  quarantined: 0,
  used: 0,
  wasted: 0,
  wastedAtCount: 0,
  lost: 0,
  returned: 0,
  recalled: 0,
};

type Figure = keyof Course;
/** By how much each unit that flows changes figures. */
type Change = readonly (readonly [figure: Figure, sign: 1 | -1])[];

/** What ends: where from, and in which figure. */
const ENDS = {
  waste: { inTransit: "wastedInTransit", after: "wasted" },
  lose: { inTransit: "lostInTransit", after: "lost" },
  return: { inTransit: "returnedInTransit", after: "returned" },
} as const satisfies Readonly<Record<string, { readonly inTransit: Figure; readonly after: Figure }>>;

/**
 * How far units have come, by what moved them. Standing figures and ends are the balances of the ledger, so that, of all flows of a supply,
 *
 * - offered − withdrawn + surplus = available + withheld + gone + reserved + inTransit + the three …InTransit + what follows,
 * - dispatched = received + inTransit + lostInTransit + wastedInTransit + returnedInTransit,
 * - received + surplus = inStore + quarantined + used + wasted + lost + returned.
 *
 * Of units that were sent on to another recipient, what had brought them to the first is taken back in the ledger itself. Linear in flows.
 *
 * Worked example: 500 offered, 100 agreed and dispatched, 97 received, 3 missing and not settled, 60 used: available 400, reserved 0, in
 * transit 3, in store 37.
 */
export function measureCourse(flows: readonly CourseFlow[]): Course {
  const sums: Record<Figure, number> = { ...NO_COURSE };
  for (const flow of flows) {
    for (const [figure, sign] of listChanges(flow)) sums[figure] += sign * flow.units;
  }
  return sums;
}

function listChanges(flow: CourseFlow): Change {
  const { kind, from, to, withGiver } = flow;
  switch (kind) {
    case "pledge":
      return [
        ["offered", 1],
        ["available", 1],
      ];
    case "withdraw":
      return [
        ["withdrawn", 1],
        ["available", -1],
      ];
    case "reserve":
    case "release": {
      const sign = kind === "reserve" ? 1 : -1;
      return [
        ["agreed", sign],
        ["reserved", sign],
        ["available", sign === 1 ? -1 : 1],
      ];
    }
    case "dispatch":
      return [
        ["dispatched", 1],
        ["reserved", -1],
        ["inTransit", 1],
      ];
    case "receive":
      return [
        ["received", 1],
        ["inTransit", -1],
        ["inStore", 1],
      ];
    case "surplus":
      return [
        ["surplus", 1],
        ["inStore", 1],
      ];
    case "use":
      return [
        ["used", 1],
        ["inStore", -1],
      ];
    case "quarantine":
    case "unquarantine":
      return [
        [standsIn(from, withGiver), -1],
        [standsIn(to, withGiver), 1],
      ];
    case "waste":
    case "lose":
    case "return":
      return listEnding(kind, flow);
    case "transfer":
    case "clear_export":
    case "clear_import":
      return []; // within one stage
  }
}

/** The figure of what stands in a stage that units are quarantined from or let out into. */
function standsIn(stage: Stage, withGiver: boolean): Figure {
  if (stage === "available") return "available";
  if (stage === "received") return "inStore";
  return withGiver ? "withheld" : "quarantined";
}

function listEnding(kind: keyof typeof ENDS, { from, withGiver, cause }: CourseFlow): Change {
  if (from === "in_transit") {
    return [
      [ENDS[kind].inTransit, 1],
      ["inTransit", -1],
    ];
  }
  if (from === "quarantined" && withGiver) {
    return [
      ["gone", 1],
      ["withheld", -1],
    ];
  }
  return [
    [ENDS[kind].after, 1],
    [standsIn(from, withGiver), -1],
    ...(cause === "recall" ? ([["recalled", 1]] as const) : []),
    ...(cause === "settlement" && kind === "waste" ? ([["wastedAtCount", 1]] as const) : []),
  ];
}
