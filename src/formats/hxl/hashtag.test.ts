import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findHashtag, findHashtagPattern, isHashtagMatch } from "./hashtag.ts";
import { findHashtagRow } from "./hashtag-row.ts";

const name = fc
  .stringMatching(/^[a-z][a-z0-9]{0,8}$/)
  .filter((text) => text !== "loctype" && text !== "address");

describe("a hashtag", () => {
  test("is the same in whatever order its attributes stand, and with space between them", () => {
    const expected = "#capacity+doses+vaccine";
    expect(findHashtag("#capacity+vaccine+doses")?.text).toBe(expected);
    expect(findHashtag(" #Capacity +doses +Vaccine ")?.text).toBe(expected);
    expect(findHashtag("#capacity+doses+doses+vaccine")?.text).toBe(expected);
  });

  test.each(["", "capacity", "# capacity", "#", "#1st", "#a b", "#a+", "#a-b", "text #a"])(
    "is not %j",
    (cell) => {
      expect(findHashtag(cell)).toBeUndefined();
    },
  );

  test.each([
    ["#lat_deg", "#geo+lat"],
    ["#adm1_id", "#adm1+code"],
    ["#report_date", "#date+reported"],
    ["#data_lnk", "#meta+source+url"],
    ["#loctype", "#loc+type"],
    ["#x_capacity", "#x_capacity"],
    ["#constructor", "#constructor"],
  ])("of the 2014 edition, %s, is read as %s", (old, renewed) => {
    expect(findHashtag(old)?.text).toBe(renewed);
    expect(findHashtag(old)?.written).toBe(old);
  });

  test("matches a pattern of its own attributes in any order, and no longer when one of them is barred", () => {
    fc.assert(
      fc.property(name, fc.uniqueArray(name, { maxLength: 4 }), fc.nat(), (tag, attributes, turn) => {
        const hashtag = findHashtag(`#${[tag, ...attributes].join("+")}`)!;
        const split = attributes.length === 0 ? 0 : turn % attributes.length;
        const turned = [...attributes.slice(split), ...attributes.slice(0, split)];
        const pattern = `#${[tag, ...turned].join("+")}`;
        expect(isHashtagMatch(findHashtagPattern(pattern)!, hashtag)).toBe(true);
        expect(isHashtagMatch(findHashtagPattern(`${pattern}!`)!, hashtag)).toBe(true);
        expect(isHashtagMatch(findHashtagPattern(`${pattern}+other1x2y3z`)!, hashtag)).toBe(false);
        for (const attribute of attributes) {
          expect(isHashtagMatch(findHashtagPattern(`#${tag}-${attribute}`)!, hashtag)).toBe(false);
        }
        expect(isHashtagMatch(findHashtagPattern(`#${tag}!`)!, hashtag)).toBe(attributes.length === 0);
      }),
    );
  });
});

describe("the row of hashtags", () => {
  test("is the first in which most filled cells are hashtags; the others are named", () => {
    const tags = ["#org", "", "#adm1", "country"];
    const rows = [["Title"], ["a", "b", "c"], ["#x", "b", "c"], tags, ["#adm1", "#adm2", "#adm3"]];
    expect(findHashtagRow(rows)).toMatchObject({ index: 3, malformed: [3] });
    expect(findHashtagRow([["mask", "#a12"]])).toBeUndefined();
  });

  test("is none further down where a row has one value that looks like a hashtag", () => {
    const lone = ["#a12", ""];
    expect(findHashtagRow([["a", "b"], ["1", "2"], lone])).toBeUndefined();
    expect(findHashtagRow([["a", "b"], lone])?.index).toBe(1);
    expect(findHashtagRow([["Title"], ["a"], ["#a12"]])?.index).toBe(2);
  });

  test("is looked for in the first 25 rows only", () => {
    const titles = Array.from({ length: 24 }, () => ["title"]);
    expect(findHashtagRow([...titles, ["#org"]])?.index).toBe(24);
    expect(findHashtagRow([...titles, ["title"], ["#org"]])).toBeUndefined();
  });
});
