import { describe, expect, test } from "vitest";
import {
  type CarryingConsignment,
  type CourseFacts,
  describeAgreed,
  describeOffered,
  type NamedFlow,
} from "./describe-course.ts";

/** Flows of one consignment of an agreement with Ethiopia: so many sent and received. */
function carry(agreementId: string, consignmentId: string, sent: number, received: number): NamedFlow[] {
  const of = { withGiver: false, cause: "other", partyCode: "ETH", agreementId } as const;
  return [
    { ...of, kind: "reserve", from: "available", to: "reserved", consignmentId: null, units: sent },
    { ...of, kind: "dispatch", from: "reserved", to: "in_transit", consignmentId, units: sent },
    { ...of, kind: "receive", from: "in_transit", to: "received", consignmentId, units: received },
  ];
}

function paper(
  id: string,
  agreementId: string,
  rest: Partial<CarryingConsignment> = {},
): CarryingConsignment {
  const number = `WS-${id}`;
  const sent = { quantity: 0, hasLeft: true, missing: 0, status: "received" } as const;
  return { id, number, agreementId, recipientCode: "ETH", ...sent, ...rest };
}

const ofParty = { withGiver: false, cause: "other", partyCode: "ETH", agreementId: null } as const;
const PLEDGE: NamedFlow = {
  ...ofParty,
  partyCode: null,
  kind: "pledge",
  from: "produced",
  to: "available",
  consignmentId: null,
  units: 500,
};
const USE: NamedFlow = {
  ...ofParty,
  kind: "use",
  from: "received",
  to: "used",
  consignmentId: null,
  units: 110,
};
const FACTS: CourseFacts = {
  flows: [PLEDGE, ...carry("a1", "c2", 100, 97), ...carry("a2", "c1", 40, 40), USE],
  consignments: [
    paper("c2", "a1", { quantity: 100, missing: 3 }),
    paper("c1", "a2", { quantity: 40 }),
    paper("c3", "a2", { quantity: 15, hasLeft: false, status: "packed", recipientCode: "KEN" }),
  ],
  sharedOut: new Map([
    ["ETH", 90],
    ["TZA", 20],
  ]),
  dosesWithoutLot: new Map([["ETH", 8]]),
};

describe("the course of an offered supply", () => {
  test("is told in all, by recipient and by consignment", () => {
    const course = describeOffered(FACTS);
    expect(course.giver).toEqual({
      offered: 500,
      withdrawn: 0,
      available: 360,
      withheld: 0,
      gone: 0,
      sharedOut: 110,
    });
    expect(course.total).toMatchObject({
      agreed: 140,
      dispatched: 140,
      preparing: 15,
      inTransit: 3,
      missing: 3,
    });
    expect(
      course.recipients.map(({ partyCode, agreed, used, sharedOut }) => [partyCode, agreed, used, sharedOut]),
    ).toEqual([
      ["ETH", 140, 110, 90],
      ["KEN", 0, 0, 0],
      ["TZA", 0, 0, 20],
    ]);
    expect(course.recipients[0]).toMatchObject({ inStore: 27, receivedOtherwise: 0, dosesWithoutLot: 8 });
    expect(
      course.consignments.map(({ id, dispatched, received, missing, preparing }) => [
        id,
        dispatched,
        received,
        missing,
        preparing,
      ]),
    ).toEqual([
      ["c1", 40, 40, 0, 0],
      ["c2", 100, 97, 3, 0],
      ["c3", 0, 0, 0, 15],
    ]);
  });
});

describe("the course of an agreement", () => {
  test("is its own up to the receipt; from the store on, of all that the recipient has of the supply, and says so", () => {
    const { giver, total, recipients, consignments } = describeAgreed(FACTS, {
      agreementId: "a1",
      recipientCode: "ETH",
    });
    expect(giver).toBeNull();
    expect(total).toMatchObject({ agreed: 100, dispatched: 100, received: 97, inStore: 27, used: 110 });
    const receivedOtherwise = recipients[0]?.receivedOtherwise ?? 0;
    expect(receivedOtherwise).toBe(40);
    expect(total.received + receivedOtherwise).toBe(total.inStore + total.used);
    expect(consignments.map(({ id }) => id)).toEqual(["c2"]);
  });
});
