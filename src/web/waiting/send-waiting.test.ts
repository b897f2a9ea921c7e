import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "#api/client.ts";
import { sendWaiting, type WaitingStore } from "./send-waiting.ts";
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
  const store: WaitingStore<WaitingState> = {
    list: async () => await Promise.resolve([...kept.values()]),
    claim: async (report) => {
      await Promise.resolve();
      if (kept.get(report.key)?.commandId !== report.commandId) return false;
      kept.set(report.key, { ...report, isAttempted: true });
      return true;
    },
    put: async (report) => {
      await Promise.resolve();
      kept.set(report.key, report);
    },
    remove: async (report) => {
      await Promise.resolve();
      kept.delete(report.key);
    },
  };
  return { store, kept };
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
    const { store, kept } = openStore(waiting(1), waiting(2));
    const { done, take } = openServer();
    const send = async (report: WaitingState) => {
      if (report.commandId === "command-1") await store.put(waiting(2, { commandId: "command-2b" }));
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
