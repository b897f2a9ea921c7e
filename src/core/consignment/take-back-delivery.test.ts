import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asId } from "#core/id.ts";
import { decideTakeBack, type EarlierDelivery } from "./take-back-delivery.ts";

const id = (index: number) => `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`;
const delivery = (index: number, quantity: number, free: number, isRecorded = true): EarlierDelivery => ({
  supplyId: asId<"supply">(id(index)),
  entryId: isRecorded ? asId<"command">(id(index)) : null,
  quantity,
  free,
});

describe("units that a source takes back", () => {
  test("come off the newest delivery first, and only what has not moved on", () => {
    expect(decideTakeBack(1200, [delivery(2, 1000, 700), delivery(1, 800, 800)])).toEqual({
      corrections: [
        { entryId: id(2), supplyId: id(2), from: 1000, to: 300 },
        { entryId: id(1), supplyId: id(1), from: 800, to: 300 },
      ],
      returns: [],
      missing: 0,
    });
  });

  test("are returned where they came by a consignment, after all that can be corrected", () => {
    expect(decideTakeBack(100, [delivery(2, 80, 80, false), delivery(1, 50, 50)])).toEqual({
      corrections: [{ entryId: id(1), supplyId: id(1), from: 50, to: 0 }],
      returns: [{ supplyId: id(2), quantity: 50 }],
      missing: 0,
    });
  });

  test("are missing where too few are left", () => {
    expect(decideTakeBack(100, [delivery(1, 90, 30)])).toMatchObject({ missing: 70 });
    expect(decideTakeBack(1, [])).toEqual({ corrections: [], returns: [], missing: 1 });
  });

  test("are all accounted for, and no delivery is taken below what has moved on", () => {
    const rows = fc.array(fc.tuple(fc.nat(200), fc.nat(200), fc.boolean()), { maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), rows, (asked, stated) => {
        const deliveries = stated.map(([quantity, free, isRecorded], index) =>
          delivery(index + 1, quantity, Math.min(free, quantity), isRecorded),
        );
        const { corrections, returns, missing } = decideTakeBack(asked, deliveries);
        const corrected = corrections.reduce((sum, { from, to }) => sum + from - to, 0);
        const returned = returns.reduce((sum, { quantity }) => sum + quantity, 0);
        expect(corrected + returned + missing).toBe(asked);
        const free = new Map(deliveries.map((one) => [one.supplyId, one.free]));
        for (const { supplyId, from, to } of corrections) {
          expect(from - to).toBeLessThanOrEqual(free.get(supplyId) ?? 0);
        }
        const left = deliveries.reduce((sum, one) => sum + one.free, 0);
        if (missing > 0) expect(corrected + returned).toBe(left);
      }),
    );
  });
});
