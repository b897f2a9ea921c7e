import { describe, expect, test } from "vitest";
import {
  CONSIGNMENT_STATUSES,
  CONSIGNMENT_STEPS,
  type ConsignmentStatus,
} from "./consignment/consignment.ts";
import { RECEIPT_STATUSES, RECEIPT_STEPS } from "./receipt/receipt.ts";
import { type StepTable, takeStep } from "./steps.ts";

/** The statuses that steps lead to from `first`, itself included. */
function listReachable<Status extends string>(table: StepTable<Status, string>, first: Status): Set<Status> {
  const reached = new Set([first]);
  // A set gives what is added to it while it is walked.
  for (const status of reached) {
    for (const next of Object.values<Status | undefined>(table[status]))
      if (next !== undefined) reached.add(next);
  }
  return reached;
}

describe("steps of a consignment", () => {
  test("every status can be reached from planned", () => {
    const reached = listReachable(CONSIGNMENT_STEPS, "planned");
    expect(CONSIGNMENT_STATUSES.filter((status) => !reached.has(status))).toEqual([]);
  });

  test("the table is as the chain has it", () => {
    const steps = CONSIGNMENT_STATUSES.map((status) => [
      status,
      Object.keys(CONSIGNMENT_STEPS[status]).join(" "),
    ]);
    expect(Object.fromEntries(steps)).toEqual({
      planned: "pack cancel",
      packed: "dispatch cancel",
      dispatched: "clear_export receive hold lose",
      export_cleared: "depart arrive receive hold lose",
      in_transit: "arrive receive hold lose",
      arrived: "clear_import receive hold lose",
      import_cleared: "receive hold lose",
      received: "recount close",
      closed: "recount",
      held: "receive lose",
      lost: "receive",
      cancelled: "",
    });
  });

  test("the longest way is the chain, link by link", () => {
    const chain = [
      "pack",
      "dispatch",
      "clear_export",
      "depart",
      "arrive",
      "clear_import",
      "receive",
      "close",
    ] as const;
    let status: ConsignmentStatus = "planned";
    for (const step of chain) {
      status = CONSIGNMENT_STEPS[status][step] ?? "lost";
    }
    expect(status).toBe("closed");
  });

  test("nothing on its way can be packed, dispatched or received a second time", () => {
    for (const status of CONSIGNMENT_STATUSES.filter((one) => !["planned", "packed"].includes(one))) {
      expect(Object.keys(CONSIGNMENT_STEPS[status])).not.toContain("pack");
      expect(Object.keys(CONSIGNMENT_STEPS[status])).not.toContain("dispatch");
    }
    const after = listReachable(CONSIGNMENT_STEPS, "received");
    for (const status of after) expect(Object.keys(CONSIGNMENT_STEPS[status])).not.toContain("receive");
  });
});

test("every status of a receipt can be reached from counted", () => {
  expect([...listReachable(RECEIPT_STEPS, "counted")].toSorted()).toEqual([...RECEIPT_STATUSES].toSorted());
});

test("a step that is not allowed is refused with those that are", () => {
  expect(takeStep("consignment", CONSIGNMENT_STEPS, { status: "planned", step: "receive" })).toEqual({
    ok: false,
    refusal: {
      code: "step_not_allowed",
      noun: "consignment",
      status: "planned",
      step: "receive",
      allowed: ["pack", "cancel"],
    },
  });
});
