import { expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { asInstant } from "#core/time.ts";
import { type AgreementRecord, readAgreementNews, readConsignmentNews, readDeploymentNews } from "./news.ts";

const id = (end: number) => asId<"party">(`00000000-0000-7000-8000-00000000000${end}`);
const [giverId, recipientId, secretariat, holderId] = [id(1), id(2), id(3), id(4)];
const step = {
  thingId: id(9),
  sequence: 2,
  recordedAt: asInstant("2026-03-02T09:00:00Z"),
  doneBy: null,
  giverId,
  recipientId,
};

/** Kind and parties of what a step of an agreement is. */
function read(part: Partial<AgreementRecord> & Pick<AgreementRecord, "step" | "partyId">) {
  const record = { ...step, holderId: null, isOfRound: false, concludes: false, ...part };
  const news = readAgreementNews(record, secretariat);
  return news === undefined ? undefined : [news.kind, ...news.told.map(({ partyId }) => partyId)];
}

test("a step of an agreement is news to the other side; what a round proposes to both, and its end to the secretariat", () => {
  expect(read({ step: "propose", partyId: giverId })).toEqual(["agreement_proposed", recipientId]);
  expect(read({ step: "propose", partyId: secretariat, isOfRound: true })).toEqual([
    "agreement_proposed",
    giverId,
    recipientId,
  ]);
  expect(read({ step: "decline", partyId: recipientId, isOfRound: true })).toEqual([
    "agreement_declined",
    giverId,
    secretariat,
  ]);
  expect(read({ step: "redirect", partyId: holderId, holderId })).toEqual([
    "agreement_proposed",
    giverId,
    recipientId,
  ]);
});

test("an acceptance is news to the other side, and that both accept is news within both", () => {
  expect(read({ step: "accept", partyId: giverId })).toEqual(["agreement_accepted", recipientId]);
  expect(read({ step: "accept", partyId: giverId, concludes: true, holderId })).toEqual([
    "agreement_agreed",
    giverId,
    recipientId,
    holderId,
  ]);
});

test("a step that changes nothing for others is no news", () => {
  const consignment = { ...step, number: "WS-0000000000", differs: false };
  expect(
    ["plan", "pack", "clear_export", "depart", "close"].map((name) =>
      readConsignmentNews({ ...consignment, step: name }),
    ),
  ).toEqual([undefined, undefined, undefined, undefined, undefined]);
  expect(readDeploymentNews({ ...step, step: "depart", teamName: "Team One" })).toBeUndefined();
});

test("a count is news of its own where it differs from the document", () => {
  const count = { ...step, step: "receive", number: "WS-0000000000" };
  expect(readConsignmentNews({ ...count, differs: false })?.kind).toBe("consignment_received");
  expect(readConsignmentNews({ ...count, differs: true })?.kind).toBe("consignment_differs");
});
