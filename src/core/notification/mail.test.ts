import { describe, expect, test } from "vitest";
import { asInstant } from "#core/time.ts";
import {
  endTurn,
  failTurn,
  findDue,
  findReach,
  findWindow,
  FIRST_TURN,
  MAIL_TRIES_MAX,
  type MailTurn,
  takeTurn,
} from "./mail.ts";

const at = asInstant;

describe("a window", () => {
  test.each([
    ["daily", "2026-03-02T05:59:59Z", "2026-03-01T06:00:00Z"],
    ["daily", "2026-03-02T06:00:00Z", "2026-03-02T06:00:00Z"],
    // 2 March 2026 is a Monday.
    ["weekly", "2026-03-02T05:59:59Z", "2026-02-23T06:00:00Z"],
    ["weekly", "2026-03-02T06:00:00Z", "2026-03-02T06:00:00Z"],
    ["weekly", "2026-03-08T23:00:00Z", "2026-03-02T06:00:00Z"],
    ["at_once", "2026-03-02T05:59:59Z", "2026-03-02T05:59:59Z"],
  ] as const)("of %s messages at %s began at %s", (cadence, now, began) => {
    expect(findWindow(cadence, at(now))).toBe(at(began));
  });

  test("is there none of for who wants nothing", () => {
    expect(findWindow("never", at("2026-03-02T06:00:00Z"))).toBeNull();
  });
});

describe("a message is due", () => {
  const now = at("2026-03-02T07:00:00Z");
  const window = at("2026-03-02T06:00:00Z");
  const before = at("2026-03-02T05:00:00Z");

  test.each<readonly [string, Partial<MailTurn>, string, boolean]>([
    ["where something was told before its window began", {}, before, true],
    ["not of what was told since: that is for the next one", {}, "2026-03-02T06:30:00Z", false],
    ["not twice in one window", { windowAt: window }, before, false],
    ["in the window after", { windowAt: at("2026-03-01T06:00:00Z") }, before, true],
    ["not while a server is at it", { takenUntil: at("2026-03-02T07:00:01Z") }, before, false],
    ["when that server has not come back", { takenUntil: now }, before, true],
    ["not before the wait after a failure is over", { nextTryAt: at("2026-03-02T07:04:00Z") }, before, false],
    ["where a clock that was ahead wrote its window", { windowAt: at("2027-03-01T06:00:00Z") }, before, true],
    ["where such a clock wrote a turn", { takenUntil: at("2027-03-01T06:00:00Z") }, before, true],
    ["where such a clock wrote a wait", { nextTryAt: at("2027-03-01T06:00:00Z") }, before, true],
  ])("%s", (_name, turn, oldest, isDue) => {
    const found = findDue({ cadence: "daily" }, { ...FIRST_TURN, ...turn }, { oldest: at(oldest), now });
    expect(found).toBe(isDue ? window : null);
  });
});

describe("a message that is not taken", () => {
  const now = at("2026-03-02T07:00:00Z");
  const windowAt = at("2026-02-23T06:00:00Z");
  const failed = { reason: "no answer", isPermanent: false };

  test("is tried again after waits that grow, and then given up for a day", () => {
    let turn: MailTurn = { ...FIRST_TURN, windowAt };
    const waits: (string | null)[] = [];
    for (let tries = 0; tries < MAIL_TRIES_MAX; tries += 1) {
      turn = failTurn(takeTurn(turn, now), failed, now);
      waits.push(turn.nextTryAt);
    }
    expect(waits).toEqual(
      ["07:01", "07:05", "07:15", "08:00", "11:00"]
        .map((time) => at(`2026-03-02T${time}:00Z`))
        .concat(at("2026-03-03T07:00:00Z")),
    );
    // Its window goes on: who is sent one message a week does not wait for the next.
    expect(turn).toMatchObject({ givenUp: true, attempts: 0, windowAt, failure: "no answer" });
  });

  test("is given up at once where the mail server never will", () => {
    const turn = failTurn(takeTurn(FIRST_TURN, now), { ...failed, isPermanent: true }, now);
    expect(turn).toMatchObject({ givenUp: true, takenUntil: null, nextTryAt: at("2026-03-03T07:00:00Z") });
  });

  test("leaves nothing behind once one is", () => {
    expect(endTurn(windowAt)).toEqual({ ...FIRST_TURN, windowAt });
  });
});

test("what waits for longer than thirty days, or from before the choice, is not sent", () => {
  const now = at("2026-03-31T06:00:00Z");
  expect(findReach({ sendsFrom: at("2026-01-01T00:00:00Z") }, now)).toBe(at("2026-03-01T06:00:00Z"));
  expect(findReach({ sendsFrom: at("2026-03-30T00:00:00Z") }, now)).toBe(at("2026-03-30T00:00:00Z"));
});
