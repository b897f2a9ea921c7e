import type { CourseView } from "#api/course.ts";

/** What parts of the units stand for in the bar: one colour each. */
export type PartKind = "shelf" | "reserved" | "way" | "store" | "used" | "aside" | "ended";

type Carried = CourseView["consignments"][number];

/** Where so many of the units are now. */
export interface Part {
  readonly key: string;
  readonly kind: PartKind;
  readonly units: number;
  /** Shown also where nothing is there: the way that units are meant to go. */
  readonly isMain?: true;
  /** What of a consignment it counts; left out where no consignment is behind it. */
  readonly of?: (carried: Carried) => number;
}

/**
 * Where the units of a course are now, each unit in one part: in order of the way. They add up to what was offered and found beyond, less
 * what was withdrawn; of an agreement, to what it promises, with what the recipient got otherwise.
 */
export function listParts({ giver, total }: CourseView): readonly Part[] {
  const { preparing: _p, missing, inTransit } = total;
  return [
    ...(giver === null
      ? []
      : ([
          { key: "course.available", kind: "shelf", units: giver.available, isMain: true },
          { key: "course.withheld", kind: "aside", units: giver.withheld },
          { key: "course.gone", kind: "ended", units: giver.gone },
        ] as const)),
    {
      key: "course.reserved",
      kind: "reserved",
      units: total.reserved,
      isMain: true,
      of: ({ preparing }) => preparing,
    },
    {
      key: "course.inTransit",
      kind: "way",
      units: inTransit - missing,
      isMain: true,
      of: (one) => one.inTransit - one.missing,
    },
    { key: "course.missing", kind: "ended", units: missing, of: (one) => one.missing },
    {
      key: "course.lostInTransit",
      kind: "ended",
      units: total.lostInTransit,
      of: (one) => one.lostInTransit,
    },
    { key: "course.wastedInTransit", kind: "ended", units: total.wastedInTransit },
    { key: "course.returnedInTransit", kind: "ended", units: total.returnedInTransit },
    { key: "course.inStore", kind: "store", units: total.inStore, isMain: true },
    { key: "course.quarantined", kind: "aside", units: total.quarantined },
    { key: "course.used", kind: "used", units: total.used, isMain: true },
    { key: "course.wasted", kind: "ended", units: total.wasted },
    { key: "course.lost", kind: "ended", units: total.lost },
    { key: "course.returned", kind: "ended", units: total.returned },
  ];
}

/** A step that units have taken: how many, and in which consignments. */
export type Step = Pick<Part, "key" | "units" | "of">;

/** The steps of a course in their order; those that need not be are left out where no unit took them. */
export function listSteps({ giver, total }: CourseView): readonly Step[] {
  const rare = (steps: readonly Step[]) => steps.filter(({ units }) => units !== 0);
  return [
    ...(giver === null
      ? []
      : [
          { key: "course.offered", units: giver.offered },
          ...rare([{ key: "course.withdrawn", units: giver.withdrawn }]),
          { key: "course.sharedOut", units: giver.sharedOut },
          ...rare([{ key: "course.proposed", units: giver.proposed ?? 0 }]),
        ]),
    { key: "column.agreed", units: total.agreed },
    { key: "column.dispatched", units: total.dispatched, of: (one) => one.dispatched },
    { key: "column.received", units: total.received, of: (one) => one.received },
    ...rare([{ key: "course.surplus", units: total.surplus, of: (one) => one.surplus }]),
    { key: "course.used", units: total.used },
  ];
}
