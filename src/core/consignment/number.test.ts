import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isConsignmentNumber, makeConsignmentNumber, normalizeConsignmentNumber } from "./number.ts";

const ALPHABET = [..."0123456789ABCDEFGHJKMNPQRSTVWXYZ".matchAll(/./g)].map(([character]) => character);
const anyNumber = fc.uuid({ version: 7 }).map(makeConsignmentNumber);

describe("the number of a consignment", () => {
  test("is WS- and ten characters of base 32", () => {
    expect(makeConsignmentNumber("01890a5d-ac96-774b-bcce-b302099a8057")).toMatch(
      /^WS-[0-9A-HJKMNP-TV-Z]{10}$/,
    );
    expect(makeConsignmentNumber("00000000-0000-7000-8000-000000000000")).toBe("WS-0000000000");
    expect(makeConsignmentNumber("00000000-0000-7000-8000-000000000001")).toBe("WS-000000001Y");
  });

  test("finds every single wrong character, at every place", () => {
    fc.assert(
      fc.property(anyNumber, (number) => {
        expect(isConsignmentNumber(number)).toBe(true);
        for (let place = 3; place < 13; place += 1) {
          for (const character of ALPHABET) {
            const wrong = `${number.slice(0, place)}${character}${number.slice(place + 1)}`;
            expect([wrong, isConsignmentNumber(wrong)]).toEqual([wrong, wrong === number]);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("is read as people type it", () => {
    expect(normalizeConsignmentNumber(" ws-oO0iIlL1ab ")).toBe("WS-00011111AB");
    expect(normalizeConsignmentNumber("lot-OIL")).toBe("LOT-OIL");
    fc.assert(
      fc.property(anyNumber, (number) => {
        const typed = ` ${number.toLowerCase().replaceAll("0", "o").replaceAll("1", "l")} `;
        expect(isConsignmentNumber(typed)).toBe(true);
        expect(normalizeConsignmentNumber(typed)).toBe(number);
      }),
    );
  });

  test.each(["", "WS-", "WS-00000000000", "XY-0000000000", "WS-000000000U", "0000000000"])(
    "%s is none",
    (text) => {
      expect(isConsignmentNumber(text)).toBe(false);
    },
  );

  test("differs for ids that differ in their last 45 bits", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 45n - 1n), fc.bigInt(0n, 2n ** 45n - 1n), (one, other) => {
        const uuid = (bits: bigint) => `00000000-0000-7000-8000-${bits.toString(16).padStart(12, "0")}`;
        expect(makeConsignmentNumber(uuid(one)) === makeConsignmentNumber(uuid(other))).toBe(one === other);
      }),
    );
  });
});
