import { expect, test } from "vitest";
import { openRandom } from "../testing/problems.ts";
import { createEventQueue } from "./event-queue.ts";

test("always names the least time, then the least member, as a list would", () => {
  const random = openRandom(7);
  const queue = createEventQueue(40);
  const times = new Map<number, number>();
  for (let step = 0; step < 5000; step++) {
    const member = Math.floor(random() * 40);
    const time = random() < 0.3 ? Infinity : Math.floor(random() * 12);
    queue.set(member, time);
    if (time === Infinity) times.delete(member);
    else times.set(member, time);
    const [first] = [...times].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
    expect([queue.first(), queue.firstTime()]).toEqual(first ?? [-1, Infinity]);
  }
});
