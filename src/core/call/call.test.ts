import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CALL_STATUSES, CALL_STEPS } from "./call.ts";
import { findMetStatus, isCallOpen } from "./meet-call.ts";

describe("steps of a call", () => {
  test("the table is as the chain has it", () => {
    expect(CALL_STEPS).toEqual({
      open: {
        confirm: "open",
        meet_part: "partly_met",
        meet: "met",
        withdraw: "withdrawn",
        expire: "expired",
      },
      partly_met: {
        confirm: "partly_met",
        meet_part: "partly_met",
        meet: "met",
        reopen: "open",
        withdraw: "withdrawn",
        expire: "expired",
      },
      met: { reopen: "open", meet_part: "partly_met" },
      withdrawn: {},
      expired: { confirm: "open" },
    });
    expect(Object.keys(CALL_STEPS)).toEqual([...CALL_STATUSES]);
  });

  test("something can be promised to an open and a partly met call only", () => {
    expect(CALL_STATUSES.filter(isCallOpen)).toEqual(["open", "partly_met"]);
  });
});

describe("findMetStatus", () => {
  const line = fc
    .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 20 }))
    .map(([quantity, agreed]) => ({ quantity, agreed }));
  const lines = fc.array(line, { minLength: 1, maxLength: 4 });

  test("follows from the promises alone while the call lives, and changes nothing once it is over", () => {
    fc.assert(
      fc.property(fc.constantFrom(...CALL_STATUSES), lines, (status, given) => {
        const short = given.filter(({ quantity, agreed }) => agreed < quantity).length;
        const promised = given.reduce((sum, { agreed }) => sum + agreed, 0);
        const living = short === 0 ? "met" : promised === 0 ? "open" : "partly_met";
        const over = ["withdrawn", "expired"].includes(status);
        expect(findMetStatus(status, given)).toBe(over ? status : living);
      }),
    );
  });

  test("is settled at once: doing it again changes nothing", () => {
    fc.assert(
      fc.property(fc.constantFrom(...CALL_STATUSES), lines, (status, given) => {
        const once = findMetStatus(status, given);
        expect(findMetStatus(once, given)).toBe(once);
      }),
    );
  });
});
