import { describe, expect, test } from "vitest";
import { OFFER_STATUSES, OFFER_STEPS } from "./offer.ts";

describe("steps of an offer", () => {
  test("the table is as the chain has it: what is withdrawn or expired stays so", () => {
    expect(OFFER_STEPS).toEqual({
      open: { exhaust: "exhausted", withdraw: "withdrawn", expire: "expired" },
      exhausted: { reopen: "open", withdraw: "withdrawn", expire: "expired" },
      withdrawn: {},
      expired: {},
    });
    expect(Object.keys(OFFER_STEPS)).toEqual([...OFFER_STATUSES]);
  });
});
