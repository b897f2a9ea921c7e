import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCreationCursor, readCursor, writeCreationCursor, writeCursor } from "./cursor.ts";

describe("a cursor", () => {
  test("is base64url of its parts without padding", () => {
    expect(writeCursor(["FRA"])).toBe(Buffer.from("FRA").toString("base64url"));
    expect(writeCursor(["A", "bc"])).toBe(Buffer.from("A\nbc").toString("base64url"));
  });

  test("gives back the parts that it was made of", () => {
    const part = fc.string({
      minLength: 1,
      unit: fc.integer({ min: 32, max: 126 }).map((c) => String.fromCharCode(c)),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        expect(readCursor(writeCursor(parts), parts.length)).toEqual(parts);
      }),
    );
  });

  test("that nobody made is not read", () => {
    for (const text of ["", "!", "AAAA", "ü", writeCursor(["a", "b", "c"])]) {
      expect(readCursor(text, 2)).toBeUndefined();
    }
  });

  test("of a list by time of creation holds an instant and an id", () => {
    const next = { createdAt: "2020-03-01T08:00:00.000Z", id: "0195f3a0-0000-7000-8000-000000000001" };
    expect(readCreationCursor(writeCreationCursor(next) ?? "")).toEqual(next);
    expect(writeCreationCursor(null)).toBeNull();
    expect(readCreationCursor(writeCursor(["yesterday", next.id]))).toBeUndefined();
    expect(readCreationCursor(writeCursor([next.createdAt, "1 or true"]))).toBeUndefined();
  });
});
