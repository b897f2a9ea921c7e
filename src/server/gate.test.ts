import { expect, test } from "vitest";
import { openGate } from "./gate.ts";

const PATIENT = 600_000;

/** Work that ends when it is told to. */
function openWork() {
  const enders: (() => void)[] = [];
  const work = async (): Promise<string> => {
    await new Promise<void>((resolve) => enders.push(resolve));
    return "done";
  };
  return { enders, work };
}

const turnedAway = { isDone: false, refusal: { code: "overloaded", retryAfterSeconds: 2 } };

test("a gate lets so many in at once, the others in their order, and turns away who would wait too long", async () => {
  const gate = openGate({ atOnceMax: 2, waitingMax: 3, waitMaxMs: PATIENT });
  const done: number[] = [];
  let atWork = 0;
  let atWorkMost = 0;
  const work = (index: number) => async () => {
    atWork += 1;
    atWorkMost = Math.max(atWorkMost, atWork);
    await new Promise((go) => setTimeout(go, 5));
    atWork -= 1;
    done.push(index);
    if (index === 1) throw new Error("a fault leaves its place all the same");
    return index;
  };
  const answers = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6].map((index) => gate.run(work(index))));
  expect(atWorkMost).toBe(2);
  expect(done).toEqual([0, 1, 2, 3, 4]);
  expect(answers.map((one) => (one.status === "rejected" ? "fault" : one.value))).toEqual([
    { isDone: true, value: 0 },
    "fault",
    ...[2, 3, 4].map((value) => ({ isDone: true, value })),
    turnedAway,
    turnedAway,
  ]);
  expect(await gate.run(async () => await Promise.resolve("free again"))).toEqual({
    isDone: true,
    value: "free again",
  });
});

test("who has gone, or has waited for too long, makes room for the next", async () => {
  const { enders, work } = openWork();
  const gate = openGate({ atOnceMax: 1, waitingMax: 1, waitMaxMs: PATIENT });
  const first = gate.run(work);
  const leaving = new AbortController();
  const second = gate.run(work, leaving.signal);
  expect([gate.isFull(), await gate.run(work)]).toEqual([true, turnedAway]);
  leaving.abort();
  expect(await second).toEqual(turnedAway);
  expect(gate.isFull()).toBe(false);
  const third = gate.run(work);
  for (const index of [0, 1]) {
    enders[index]?.();
    await (index === 0 ? first : third);
  }
  expect(enders).toHaveLength(2);
  expect(await gate.run(work, leaving.signal)).toEqual(turnedAway);

  const impatient = openGate({ atOnceMax: 1, waitingMax: 1, waitMaxMs: 1 });
  const holding = impatient.run(work);
  expect(await impatient.run(work)).toEqual(turnedAway);
  enders[2]?.();
  expect(await holding).toEqual({ isDone: true, value: "done" });
});

test("nobody is let wait who would wait for too long, by how long the work took so far", async () => {
  const gate = openGate({ atOnceMax: 1, waitingMax: 10, waitMaxMs: 5 });
  await gate.run(async () => await new Promise((resolve) => setTimeout(resolve, 50)));
  const { enders, work } = openWork();
  const first = gate.run(work);
  const second = gate.run(work);
  expect(gate.isFull()).toBe(true);
  expect(await gate.run(work)).toEqual(turnedAway);
  expect(await second).toEqual(turnedAway);
  expect(gate.isFull()).toBe(false);
  enders[0]?.();
  expect(await first).toEqual({ isDone: true, value: "done" });
});
