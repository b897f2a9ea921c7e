import { describe, expect, test } from "vitest";
import type { ProblemDetails } from "#api/client.ts";
import type { ConsignmentId, PartyId } from "#core/id.ts";
import { asDay } from "#core/time.ts";
import { sendReceipt } from "../arrivals/send-receipt.ts";
import {
  findRefusedPart,
  isCountedMeanwhile,
  makeRecount,
  type NamedReason,
  type WaitingReceipt,
} from "../arrivals/waiting-receipt.ts";
import type { PhotographStore } from "../photograph/photograph-store.ts";

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
  const commands = {
    receiveConsignment: take,
    recountConsignment: take,
    settleDifference: take,
    addPhotograph: take,
  };
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

describe("the photographs of a count", () => {
  const taken = [1, 2, 3].map((place) => ({ commandId: `photograph-${place}`, lineNumber: 1 }));
  const photographed: WaitingReceipt = { ...receipt, reasons: [reason(1)], photographs: taken };

  /** What is kept on a device, as it would be in its store. */
  function openStore(commandIds = idsOf(taken)) {
    const kept = new Map(
      commandIds.map((commandId) => [
        commandId,
        {
          commandId,
          lineNumber: 1,
          takenOn: asDay("2026-03-01"),
          takenAt: 1,
          userId: "leader",
          consignmentId: receipt.consignmentId,
          jpeg: Uint8Array.of(0xff, 0xd8, 0xff, 0xd9),
        },
      ]),
    );
    const store: PhotographStore = {
      find: async (_, commandId) => await Promise.resolve(kept.get(commandId)),
      forget: async (_, gone) => await Promise.resolve(gone.forEach((one) => kept.delete(one))),
    };
    return { kept, store };
  }

  test("are sent after the count and its reasons, in order, and forgotten once they are taken", async () => {
    const { sent, commands } = openServer({});
    const { kept, store } = openStore();
    expect(await sendReceipt(photographed, commands, store)).toEqual({ ok: true });
    expect(idsOf(sent)).toEqual(["count", "reason-1", ...idsOf(taken)]);
    expect(sent.at(-1)).toMatchObject({
      params: { consignmentId: "c" },
      body: { lineNumber: 1, takenOn: "2026-03-01", jpeg: "/9j/2Q==" },
    });
    expect(kept.size).toBe(0);
  });

  test("stay where the answer does not come, and those taken before are not sent again", async () => {
    const { kept, store } = openStore();
    const busy = openServer({ "photograph-2": problemOf("overloaded", 503) });
    const answer = await sendReceipt(photographed, busy.commands, store);
    expect(answer).toMatchObject({ ok: false, problem: { status: 503 } });
    expect(answer).not.toHaveProperty("left");
    expect([...kept.keys()]).toEqual(["photograph-2", "photograph-3"]);
    const { sent, commands } = openServer({});
    expect(await sendReceipt(photographed, commands, store)).toEqual({ ok: true });
    expect(idsOf(sent)).toEqual(["count", "reason-1", "photograph-2", "photograph-3"]);
    expect(kept.size).toBe(0);
  });

  test("are not sent where the count was refused, and are all still there", async () => {
    const { sent, commands } = openServer({ count: problemOf("already_received") });
    const { kept, store } = openStore();
    expect(await sendReceipt(photographed, commands, store)).toMatchObject({ ok: false });
    expect(idsOf(sent)).toEqual(["count"]);
    expect(kept.size).toBe(3);
  });

  test("that are refused stay alone, the count being taken; one that was removed is passed over", async () => {
    const { sent, commands } = openServer({ "photograph-2": problemOf("malformed", 422) });
    const { kept, store } = openStore(["photograph-2", "photograph-3"]);
    const answer = await sendReceipt(photographed, commands, store);
    expect(answer).toMatchObject({
      problem: { code: "malformed", sending: "photograph" },
      left: { commandId: "count", reasons: [], photographs: [taken[1]] },
    });
    expect(idsOf(sent)).toEqual(["count", "reason-1", "photograph-2", "photograph-3"]);
    expect([...kept.keys()]).toEqual(["photograph-2"]);
    const problem = answer.ok ? null : answer.problem;
    expect(findRefusedPart({ problem })).toBe("photograph");
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
