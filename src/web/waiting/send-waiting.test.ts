import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "#api/client.ts";
import type { ConsignmentId } from "#core/id.ts";
import type { DeploymentId } from "#core/team/deployment.ts";
import { asDay } from "#core/time.ts";
import { keyOfReceipt } from "../arrivals/waiting-receipt.ts";
import { keyOfReport } from "../daily-report/waiting-report.ts";
import { type ChangeWaiting, dropItem, keepItem, makeWaitingStore } from "./keep-waiting.ts";
import { isOfAnother, splitByPerson } from "./own-waiting.ts";
import { sendWaiting } from "./send-waiting.ts";
import type { WaitingState } from "./waiting-state.ts";

const waiting = (number: number, part: Partial<WaitingState> = {}): WaitingState => ({
  key: `daily_report 2026-03-0${number + 1}`,
  userId: "leader",
  commandId: `command-${number}`,
  savedAt: number,
  isAttempted: false,
  problem: null,
  ...part,
});

/** A device that keeps what waits by its key, as the database of a browser does. */
function openStore(...reports: readonly WaitingState[]) {
  const kept = new Map(reports.map((report) => [report.key, report]));
  const change: ChangeWaiting<WaitingState> = async (key, decide) => {
    await Promise.resolve();
    const next = decide(kept.get(key));
    if (next === null) kept.delete(key);
    else if (next !== undefined) kept.set(key, next);
    return next !== undefined;
  };
  const store = makeWaitingStore(async () => await Promise.resolve([...kept.values()]), change);
  return { store, change, kept };
}

/** A server that does each command once and counts what it did. */
function openServer() {
  const done: string[] = [];
  const take = async ({ commandId }: WaitingState): Promise<Answer<unknown>> => {
    await Promise.resolve();
    if (!done.includes(commandId)) done.push(commandId);
    return { ok: true, value: null } as Answer<unknown>; // nothing else of an answer is looked at
  };
  return { done, take };
}
const refuse = (status: number, code: string) =>
  ({ ok: false, problem: { status, code, title: code } }) as unknown as Answer<unknown>; // as above

describe("what waits on a device", () => {
  test("is sent in the order in which it was saved, and is then gone", async () => {
    const { store, kept } = openStore(waiting(3), waiting(1), waiting(2));
    const { done, take } = openServer();
    expect(await sendWaiting(store, take, "leader")).toBe("sent");
    expect(done).toEqual(["command-1", "command-2", "command-3"]);
    expect(kept.size).toBe(0);
  });

  test("stays where no answer comes, and is sent under the same id when one does", async () => {
    const { store, kept } = openStore(waiting(1), waiting(2));
    const { done, take } = openServer();
    const lose = async (report: WaitingState) => {
      await take(report); // it arrives, and the answer is lost
      throw new TypeError("fetch failed");
    };
    expect(await sendWaiting(store, lose, "leader")).toBe("offline");
    expect([...kept.values()].map(({ isAttempted }) => isAttempted)).toEqual([true, false]);
    expect(await sendWaiting(store, take, "leader")).toBe("sent");
    expect(done).toEqual(["command-1", "command-2"]);
    expect(kept.size).toBe(0);
  });

  test.each([
    [401, "signed_out"],
    [429, "busy"],
    [503, "busy"],
    [500, "busy"],
  ] as const)("stays, undecided, where the server says %i", async (status, outcome) => {
    const { store, kept } = openStore(waiting(1), waiting(2));
    const sent = await sendWaiting(
      store,
      async () => await Promise.resolve(refuse(status, "a_code")),
      "leader",
    );
    expect(sent).toBe(outcome);
    expect([...kept.values()].map(({ problem }) => problem)).toEqual([null, null]);
  });

  test("and was refused waits for a person; the others go on, and it is not sent by itself again", async () => {
    const { store, kept } = openStore(waiting(1), waiting(2));
    const { done, take } = openServer();
    const send = async (report: WaitingState) =>
      report.commandId === "command-1" ? refuse(409, "day_reported_already") : await take(report);
    expect(await sendWaiting(store, send, "leader")).toBe("sent");
    expect([...kept.values()]).toMatchObject([
      { commandId: "command-1", isAttempted: false, problem: { code: "day_reported_already" } },
    ]);
    expect(await sendWaiting(store, take, "leader")).toBe("sent");
    expect(done).toEqual(["command-2"]);
  });

  test("and was changed while others were sent goes as it was changed, under its new id", async () => {
    const { store, change, kept } = openStore(waiting(1), waiting(2));
    const { done, take } = openServer();
    const send = async (report: WaitingState) => {
      if (report.commandId === "command-1") await keepItem(change, waiting(2, { commandId: "command-2b" }));
      return await take(report);
    };
    expect(await sendWaiting(store, send, "leader")).toBe("sent");
    expect(done).toEqual(["command-1"]);
    expect(await sendWaiting(store, send, "leader")).toBe("sent");
    expect(done).toEqual(["command-1", "command-2b"]);
    expect(kept.size).toBe(0);
  });

  test("of somebody else stays theirs", async () => {
    const { store, kept } = openStore(waiting(1, { userId: "another" }));
    const { done, take } = openServer();
    expect(await sendWaiting(store, take, "leader")).toBe("sent");
    expect(done).toEqual([]);
    expect(kept.size).toBe(1);
  });

  test("is neither dropped nor changed while it is being sent, and what was dropped does not come back", async () => {
    const { store, change, kept } = openStore(waiting(1), waiting(2));
    const send = async (report: WaitingState) => {
      expect(await dropItem(change, waiting(1))).toBe(false);
      expect(await keepItem(change, waiting(1, { commandId: "command-1b" }))).toBe(false);
      expect(await dropItem(change, waiting(2))).toBe(report.commandId === "command-1");
      return refuse(409, "day_reported_already");
    };
    expect(await sendWaiting(store, send, "leader")).toBe("sent");
    expect([...kept.values()]).toMatchObject([{ commandId: "command-1", isAttempted: false }]);
    expect(await dropItem(change, waiting(1))).toBe(true);
    await store.put(waiting(1));
    expect(kept.size).toBe(0);
  });

  test("and was taken in part stays with what was refused of it", async () => {
    const { store, kept } = openStore(waiting(1));
    const send = async (item: WaitingState) => {
      const left = { ...item, savedAt: 9 };
      return await Promise.resolve({ ...refuse(409, "step_not_allowed"), left });
    };
    expect(await sendWaiting(store, send, "leader")).toBe("sent");
    expect([...kept.values()]).toMatchObject([{ savedAt: 9, problem: { code: "step_not_allowed" } }]);
  });

  test("and was answered under another id leaves what has taken its place", async () => {
    const { store, kept } = openStore(waiting(1, { commandId: "command-1b" }));
    await store.put(waiting(1));
    await store.remove(waiting(1));
    expect([...kept.values()]).toEqual([waiting(1, { commandId: "command-1b" })]);
  });

  test("of two people about one thing stands side by side, each for their own", async () => {
    const day = { deploymentId: "d" as DeploymentId, day: asDay("2026-03-01") };
    const consignmentId = "c" as ConsignmentId;
    for (const keyOf of [
      (userId: string) => keyOfReport({ ...day, userId }),
      (userId: string) => keyOfReceipt({ consignmentId, userId }),
    ]) {
      const theirs = waiting(1, { userId: "another", key: keyOf("another") });
      const { change, kept } = openStore(theirs);
      expect(splitByPerson([...kept.values()], "leader")).toEqual({ own: null, hasOthers: true });
      const own = waiting(2, { key: keyOf("leader") });
      expect(await keepItem(change, own)).toBe(true);
      expect([...kept.values()]).toEqual([theirs, own]);
      expect(splitByPerson([...kept.values()], "leader")).toEqual({ own, hasOthers: true });
    }
  });

  test("arrives once each and in order, wherever the browser is closed and answers are lost", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.constantFrom("take", "lose", "unreachable", "busy"), { maxLength: 30 }),
        async (count, luck) => {
          const { store, kept } = openStore(...Array.from({ length: count }, (_, index) => waiting(index)));
          const { done, take } = openServer();
          const fate = [...luck];
          const send = async (report: WaitingState) => {
            const next = fate.shift() ?? "take";
            if (next === "unreachable") throw new TypeError("fetch failed");
            if (next === "busy") return refuse(503, "overloaded");
            const answer = await take(report);
            if (next === "lose") throw new TypeError("fetch failed");
            return answer;
          };
          for (let attempt = 0; attempt <= luck.length && kept.size > 0; attempt += 1) {
            await sendWaiting(store, send, "leader");
          }
          expect(kept.size).toBe(0);
          expect(done).toEqual(Array.from({ length: count }, (_, index) => `command-${index}`));
        },
      ),
    );
  });
});

test.each([
  ["nothing is of nobody", undefined, "leader", false],
  ["their own is not another's", { userId: "leader" }, "leader", false],
  ["somebody else's is", { userId: "another" }, "leader", true],
  ["anything is, where nobody knows who is signed in", { userId: "leader" }, null, true],
])("of who was signed in, %s", (_, kept, userId, isOther) => expect(isOfAnother(kept, userId)).toBe(isOther));
