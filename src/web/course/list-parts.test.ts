import { expect, test } from "vitest";
import type { CourseView } from "#api/course.ts";
import { listParts, listSteps } from "./list-parts.ts";

const TOTAL: CourseView["total"] = {
  agreed: 100,
  reserved: 10,
  preparing: 4,
  dispatched: 90,
  inTransit: 7,
  missing: 3,
  lostInTransit: 2,
  wastedInTransit: 1,
  returnedInTransit: 1,
  received: 79,
  surplus: 5,
  inStore: 30,
  quarantined: 6,
  used: 40,
  wasted: 4,
  wastedAtCount: 1,
  lost: 3,
  returned: 1,
  recalled: 0,
};
const COURSE: CourseView = {
  lineNumbers: [1],
  supplyId: "s",
  itemId: "medical_mask",
  unit: "piece",
  lotNumber: null,
  expiry: null,
  recallId: null,
  giver: { offered: 500, withdrawn: 50, available: 340, withheld: 8, gone: 2, sharedOut: 60, proposed: null },
  total: TOTAL,
  recipients: [],
  consignmentCount: 0,
  consignments: [],
};
const sum = (parts: readonly { readonly units: number }[]) =>
  parts.reduce((all, { units }) => all + units, 0);

test("the parts of an offer are every unit of it once", () => {
  expect(sum(listParts(COURSE))).toBe(500 - 50 + 5);
});

test("those of an agreement are every unit that it promises, and what was found beyond", () => {
  expect(sum(listParts({ ...COURSE, giver: null }))).toBe(100 + 5);
});

test("steps that need not be are told where units took them", () => {
  expect(listSteps(COURSE).map(({ key }) => key)).toEqual([
    "course.offered",
    "course.withdrawn",
    "course.sharedOut",
    "column.agreed",
    "column.dispatched",
    "column.received",
    "course.surplus",
    "course.used",
  ]);
  const plain = { ...COURSE, giver: null, total: { ...TOTAL, surplus: 0 } };
  expect(listSteps(plain).map(({ key }) => key)).not.toContain("course.surplus");
});
