import { expect, test } from "vitest";
import { openGate } from "./gate.ts";

test("a gate lets so many in at once, the others in their order, and turns away who would wait too long", async () => {
  const gate = openGate({ atOnceMax: 2, waitingMax: 3 });
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
  expect(answers.map((one) => (one.status === "rejected" ? "fault" : one.value?.value))).toEqual([
    0,
    "fault",
    2,
    3,
    4,
    undefined,
    undefined,
  ]);
  expect(await gate.run(async () => await Promise.resolve("free again"))).toEqual({ value: "free again" });
});
