import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

describe("canonical JSON", () => {
  test("orders keys, drops undefined members, keeps the order of lists", () => {
    expect(canonicalJson({ b: [2, undefined, { d: 1, c: null }], a: undefined, "": "é\n" })).toBe(
      '{"":"é\\n","b":[2,null,{"c":null,"d":1}]}',
    );
  });

  test("is JSON of the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("is one text whatever the order of the keys, and another for another value", () => {
    const anyRecord = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), {
      maxKeys: 6,
    });
    fc.assert(
      fc.property(anyRecord, anyRecord, (one, other) => {
        const turned = Object.fromEntries(Object.entries(one).toReversed());
        expect(canonicalJson(turned)).toBe(canonicalJson(one));
        const isSame = canonicalJson(one) === canonicalJson(other);
        expect(isSame).toBe(canonicalJson(JSON.parse(canonicalJson(one))) === canonicalJson(other));
      }),
    );
    expect(canonicalJson({ a: 1 })).not.toBe(canonicalJson({ a: "1" }));
    expect(canonicalJson({ a: [1, 2] })).not.toBe(canonicalJson({ a: [2, 1] }));
  });
});
