import type { ConsignmentStatus } from "#core/consignment/consignment.ts";
import {
  type Course,
  type CourseFigures,
  type CourseFlow,
  type GiverFigures,
  measureCourse,
} from "./measure-course.ts";

/** A flow with whom it concerns and which papers it went under. */
export interface NamedFlow extends CourseFlow {
  /** Code of who was promised the units, or who has them since they arrived; `null` while they are only their giver's. */
  readonly partyCode: string | null;
  readonly consignmentId: string | null;
  readonly agreementId: string | null;
}

/** A consignment that carries units of a supply, or is to. */
export interface CarryingConsignment {
  readonly id: string;
  readonly number: string;
  readonly status: ConsignmentStatus;
  readonly recipientCode: string;
  readonly agreementId: string | null;
  /** Units on its paper. */
  readonly quantity: number;
  /** Whether it has left. */
  readonly hasLeft: boolean;
  /** Units missing at the count, of which both sides have not settled yet what became. */
  readonly missing: number;
}

/** A consignment as the course of a supply shows it. */
export interface ConsignmentCourse
  extends Pick<CarryingConsignment, "id" | "number" | "status" | "recipientCode" | "missing">,
    Pick<CourseFigures, "dispatched" | "inTransit" | "lostInTransit" | "received" | "surplus"> {
  /** Units that it is to carry, before it leaves. */
  readonly preparing: number;
}

/** Figures of units that were promised, with what papers tell beside the ledger. */
export interface PromisedFigures extends CourseFigures {
  /** Of the reserved units, those in consignments that are planned or packed. */
  readonly preparing: number;
  /** Of the units in transit, those that were missing at a count and are not settled. */
  readonly missing: number;
}

/** What became of the units that one recipient was promised. */
export interface RecipientCourse extends PromisedFigures {
  readonly partyCode: string;
  /** Units of published plans. */
  readonly sharedOut: number;
  /** Units of the supply that came to it by other agreements: from the store on they cannot be told apart. 0 but for an agreement. */
  readonly receivedOtherwise: number;
  /** Doses of the item, or of a category above it, that it has reported without a lot: they may be of this supply, or of another. */
  readonly dosesWithoutLot: number;
}

/** How far the units of a supply have come: in all, by recipient, by consignment. */
export interface SupplyCourse {
  /** What the giver still has, and what published plans shared out; `null` for an agreement, which is about a part of a supply. */
  readonly giver: (GiverFigures & { readonly sharedOut: number }) | null;
  readonly total: PromisedFigures;
  readonly recipients: readonly RecipientCourse[];
  readonly consignments: readonly ConsignmentCourse[];
}

/** What is known of a supply: its flows, its consignments, what plans shared out and doses without a lot, each by party code. */
export interface CourseFacts {
  readonly flows: readonly NamedFlow[];
  readonly consignments: readonly CarryingConsignment[];
  readonly sharedOut: ReadonlyMap<string, number>;
  readonly dosesWithoutLot: ReadonlyMap<string, number>;
}

/** The course of all units of a supply. Recipients by what they were promised, the most first, then by code. O(flows + recipients × consignments). */
export function describeOffered(facts: CourseFacts): SupplyCourse {
  const { flows, consignments, sharedOut } = facts;
  const codes = new Set([
    ...flows.flatMap(({ partyCode }) => partyCode ?? []),
    ...consignments.map(({ recipientCode }) => recipientCode),
    ...sharedOut.keys(),
  ]);
  const byParty = groupBy(flows, (flow) => flow.partyCode);
  const recipients = [...codes].map((partyCode) => {
    const carried = consignments.filter((one) => one.recipientCode === partyCode);
    return describeRecipient(partyCode, facts, {
      figures: addPapers(measureCourse(byParty.get(partyCode) ?? []), carried),
      receivedOtherwise: 0,
    });
  });
  const course = measureCourse(flows);
  const { offered, withdrawn, available, withheld, gone } = course;
  return {
    giver: { offered, withdrawn, available, withheld, gone, sharedOut: sumOf([...sharedOut.values()]) },
    total: addPapers(course, consignments),
    recipients: recipients
      .filter((one) => one.sharedOut + one.preparing > 0 || hasUnits(one))
      .toSorted((a, b) => b.agreed - a.agreed || (a.partyCode < b.partyCode ? -1 : 1)),
    consignments: listConsignments(flows, consignments),
  };
}

/**
 * The course of the units that an agreement promises of a supply. Up to the receipt, figures are of the agreement alone; from the store on
 * they are of every unit of the supply that the recipient has received, as units of one lot are not told apart there:
 * received + surplus + receivedOtherwise = inStore + quarantined + used + wasted + lost + returned.
 */
export function describeAgreed(
  facts: CourseFacts,
  { agreementId, recipientCode }: { readonly agreementId: string; readonly recipientCode: string },
): SupplyCourse {
  const flows = facts.flows.filter((flow) => flow.agreementId === agreementId);
  const consignments = facts.consignments.filter((one) => one.agreementId === agreementId);
  const own = measureCourse(flows);
  const held = measureCourse(facts.flows.filter(({ partyCode }) => partyCode === recipientCode));
  const { inStore, quarantined, used, wasted, wastedAtCount, lost, returned, recalled } = held;
  const standing = { inStore, quarantined, used, wasted, wastedAtCount, lost, returned, recalled };
  const total = addPapers({ ...own, ...standing }, consignments);
  const receivedOtherwise = held.received + held.surplus - own.received - own.surplus;
  return {
    giver: null,
    total,
    recipients: [describeRecipient(recipientCode, facts, { figures: total, receivedOtherwise })],
    consignments: listConsignments(flows, consignments),
  };
}

function describeRecipient(
  partyCode: string,
  { sharedOut, dosesWithoutLot }: CourseFacts,
  { figures, receivedOtherwise }: { readonly figures: PromisedFigures; readonly receivedOtherwise: number },
): RecipientCourse {
  return {
    partyCode,
    ...figures,
    sharedOut: sharedOut.get(partyCode) ?? 0,
    receivedOtherwise,
    dosesWithoutLot: dosesWithoutLot.get(partyCode) ?? 0,
  };
}

function addPapers(course: Course, consignments: readonly CarryingConsignment[]): PromisedFigures {
  const { offered: _o, withdrawn: _w, available: _a, withheld: _h, gone: _g, ...figures } = course;
  return {
    ...figures,
    preparing: sumOf(consignments.map((one) => (one.hasLeft ? 0 : one.quantity))),
    missing: sumOf(consignments.map((one) => one.missing)),
  };
}

function hasUnits({ agreed, dispatched, received, surplus, used }: CourseFigures): boolean {
  return [agreed, dispatched, received, surplus, used].some((units) => units !== 0);
}

/** Flows by a key; those without one left out. */
function groupBy(
  flows: readonly NamedFlow[],
  keyOf: (flow: NamedFlow) => string | null,
): ReadonlyMap<string, readonly NamedFlow[]> {
  const groups = new Map<string, NamedFlow[]>();
  for (const flow of flows) {
    const key = keyOf(flow);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [flow]);
    else group.push(flow);
  }
  return groups;
}

function sumOf(units: readonly number[]): number {
  return units.reduce((sum, one) => sum + one, 0);
}

/** Consignments by number, each with what the ledger says it has moved. */
function listConsignments(
  flows: readonly NamedFlow[],
  consignments: readonly CarryingConsignment[],
): readonly ConsignmentCourse[] {
  const byConsignment = groupBy(flows, (flow) => flow.consignmentId);
  return consignments
    .map(({ id, number, status, recipientCode, quantity, hasLeft, missing }) => {
      const course = measureCourse(byConsignment.get(id) ?? []);
      const { dispatched, inTransit, lostInTransit, received, surplus } = course;
      const moved = { dispatched, inTransit, lostInTransit, received, surplus };
      return { id, number, status, recipientCode, missing, ...moved, preparing: hasLeft ? 0 : quantity };
    })
    .toSorted((a, b) => (a.number < b.number ? -1 : 1));
}
