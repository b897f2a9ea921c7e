import { describe, expect, test } from "vitest";
import type { ProblemDetails } from "#api/client.ts";
import type { ConsignmentId, PartyId } from "#core/id.ts";
import { sendReceipt } from "../arrivals/send-receipt.ts";
import {
  isCountedMeanwhile,
  makeRecount,
  type NamedReason,
  type WaitingReceipt,
} from "../arrivals/waiting-receipt.ts";

const reason = (lineNumber: number): NamedReason => ({
  commandId: `reason-${lineNumber}`,
  lineNumber,
  kind: "short",
  reason: "lost_in_transit",
});
const receipt: WaitingReceipt = {
  kind: "receipt",
  key: "receipt c leader",
  step: "receive",
  consignmentId: "c" as ConsignmentId,
  consignmentNumber: "C-1",
  recipientId: "p" as PartyId,
  countedOn: "2026-03-01",
  lines: [{ lineNumber: 1, counted: 7 }],
  reasons: [reason(1), reason(2), reason(3)],
  userId: "leader",
  commandId: "count",
  savedAt: 1,
  isAttempted: true,
  problem: null,
};
const problemOf = (code: string, status = 409, facts = {}): ProblemDetails => ({
  type: "",
  title: code,
  status,
  code,
  ...facts,
});

/** A server that answers the commands of these ids with problems and takes the others; `sent` is what came, in order. */
function openServer(problems: Readonly<Record<string, ProblemDetails>>) {
  const sent: { readonly commandId: string; readonly expectedVersion?: number }[] = [];
  const take = async (input: { readonly commandId: string }) => {
    await Promise.resolve();
    sent.push(input);
    const problem = problems[input.commandId];
    return problem === undefined ? { ok: true, value: null } : { ok: false, problem };
  };
  const commands = { receiveConsignment: take, recountConsignment: take, settleDifference: take };
  // Of an answer nothing is looked at but whether it was taken.
  return { sent, commands: commands as unknown as NonNullable<Parameters<typeof sendReceipt>[1]> };
}
const idsOf = (sent: readonly { readonly commandId: string }[]) => sent.map(({ commandId }) => commandId);

describe("a count with its reasons", () => {
  test("sends every reason, and keeps the refused alone", async () => {
    const { sent, commands } = openServer({ "reason-2": problemOf("step_not_allowed") });
    expect(await sendReceipt(receipt, commands)).toMatchObject({
      ok: false,
      problem: { code: "step_not_allowed", sending: "reason" },
      left: { commandId: "count", reasons: [reason(2)] },
    });
    expect(idsOf(sent)).toEqual(["count", "reason-1", "reason-2", "reason-3"]);
  });

  test("is undecided as a whole where the answer to one reason is", async () => {
    const { commands } = openServer({
      "reason-1": problemOf("step_not_allowed"),
      "reason-2": problemOf("overloaded", 503),
    });
    const answer = await sendReceipt(receipt, commands);
    expect(answer).toMatchObject({ ok: false, problem: { status: 503 } });
    expect(answer).not.toHaveProperty("left");
  });

  test("sends no reason where the count was refused", async () => {
    const { sent, commands } = openServer({ count: problemOf("already_received") });
    expect(await sendReceipt(receipt, commands)).toMatchObject({ problem: { code: "already_received" } });
    expect(idsOf(sent)).toEqual(["count"]);
  });
});

describe("a recount", () => {
  const nothing = problemOf("malformed", 422, {
    problems: [{ field: "lines", value: null, rule: "nothing_to_correct" }],
  });

  test("names the version that was looked at, and new ids", async () => {
    const recount = makeRecount({ ...receipt, problem: problemOf("already_received") }, 5);
    expect(recount).toMatchObject({ step: "recount", problem: null });
    expect(recount.commandId).not.toBe("count");
    const { sent, commands } = openServer({});
    expect(await sendReceipt(recount, commands)).toEqual({ ok: true });
    expect(sent[0]).toMatchObject({ commandId: recount.commandId, expectedVersion: 5 });
    expect(sent.some(({ commandId }) => commandId === "reason-1")).toBe(false);
  });

  test("that changes nothing is counted so, and its reasons are sent", async () => {
    const { sent, commands } = openServer({ count: nothing });
    expect(await sendReceipt({ ...receipt, step: "recount" }, commands)).toEqual({ ok: true });
    expect(sent).toHaveLength(4);
    expect(await sendReceipt(receipt, commands)).toMatchObject({ ok: false });
  });

  test.each([
    ["receive", "already_received", true],
    ["recount", "version_changed", true],
    ["recount", "step_not_allowed", false],
    ["receive", "malformed", false],
  ] as const)("or count (%s) refused with %s stands against another: %s", (step, code, isTaken) => {
    expect(isCountedMeanwhile({ step, problem: problemOf(code) })).toBe(isTaken);
  });
});
