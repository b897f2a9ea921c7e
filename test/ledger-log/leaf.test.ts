import { describe, expect, test } from "vitest";
import { readLeaf } from "#verifier/leaf.ts";
import { verifyLog } from "#verifier/verify-log.ts";
import { makeLeaf, makeLog, pledgeOf, supplyOf } from "./made-log.ts";
import { openDownload } from "./publish.ts";

/** What a leaf must look like, where its form alone does not say it. */
const wrongOf = (more: Readonly<Record<string, unknown>>): string | undefined => {
  const read = readLeaf(makeLeaf(1, more));
  return "wrong" in read ? read.wrong : undefined;
};
const onDays = (first: string, last: string) => ({
  body: { movements: [{ ...pledgeOf(1), occurred: [first, last, "x"] }], supplies: [supplyOf()] },
});

describe("a day or an instant is one of the calendar", () => {
  test.each(["2024-02-29", "2000-02-29", "2026-12-31", "0001-01-01", "9999-12-31"])("%s is", (day) => {
    expect(wrongOf(onDays(day, day))).toBeUndefined();
    expect(wrongOf({ numberedAt: `${day}T23:59:59.999Z` })).toBeUndefined();
  });

  test.each(["2026-99-99", "2026-02-29", "1900-02-29", "2026-04-31", "2026-00-10", "2026-01-00"])(
    "%s is not",
    (day) => {
      expect(wrongOf(onDays("2026-01-01", day))).toBe("the leaf.body.movements.0.occurred.1 is no day");
      expect(wrongOf(onDays(day, day))).toBe("the leaf.body.movements.0.occurred.0 is no day");
      const supplies = [{ ...supplyOf(), expiry: day }];
      expect(wrongOf({ body: { movements: [pledgeOf(1)], supplies } })).toBe(
        "the leaf.body.supplies.0.expiry is no day",
      );
      expect(wrongOf({ recordedAt: `${day}T10:00:00.000Z` })).toBe("the leaf.recordedAt is no instant");
    },
  );

  test.each(["T24:00:00.000Z", "T23:60:00.000Z", "T23:59:60.000Z", "T99:99:99.999Z", "T10:00:00Z"])(
    "2026-01-01%s is not",
    (time) => {
      expect(wrongOf({ numberedAt: `2026-01-01${time}` })).toBe("the leaf.numberedAt is no instant");
    },
  );

  test("so that one entry cannot make every later one stand before it", async () => {
    const far = makeLeaf(1, { numberedAt: "9999-99-99T99:99:99.999Z" });
    const verdict = await verifyLog(openDownload(await makeLog([far, makeLeaf(2)])));
    expect(verdict).toMatchObject({ fits: false, fault: { rule: "leaf_malformed", position: 1 } });
  });
});
