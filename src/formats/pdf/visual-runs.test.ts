import { describe, expect, test } from "vitest";
import { breakAt } from "./typesetter.ts";
import { levelParagraph } from "./visual-runs.ts";

/** The runs of a text set in one line, from left to right. */
function runsOf(text: string, direction: "ltr" | "rtl") {
  return levelParagraph(text, direction)
    .order(0, text.length)
    .map((run) => run.text);
}

describe("the order in which a line is drawn", () => {
  test("Arabic words stand from the right, each whole and in reading order for the font to shape", () => {
    expect(runsOf("قائمة التعبئة", "rtl")).toEqual(["التعبئة", " ", "قائمة"]);
  });

  test("numbers, days and codes keep their own order within Arabic", () => {
    expect(runsOf("الصفحة \u206812\u2069 من 30", "rtl")).toEqual(["30", " ", "من", " ", "12", " ", "الصفحة"]);
    expect(runsOf("حتى \u20682027-03-31\u2069", "rtl")).toEqual(["2027-03-31", " ", "حتى"]);
    expect(runsOf("\u2068Dakar (SNDKR)\u2069، السنغال", "rtl")).toEqual([
      "السنغال",
      " ",
      "،",
      "Dakar (SNDKR)",
    ]);
  });

  test("brackets around Arabic are turned", () => {
    expect(runsOf("رمز (نظام)", "rtl")).toEqual(["(", "نظام", ") ", "رمز"]);
  });

  test("scripts are told apart, and what steers the order is not drawn", () => {
    const runs = levelParagraph("\u2068WS-1\u2069（医用口罩）N95", "ltr").order(0, 16);
    expect(runs).toEqual([
      { text: "WS-1", script: "latin" },
      { text: "（医用口罩）", script: "han" },
      { text: "N95", script: "latin" },
    ]);
  });
});

describe("lines", () => {
  const lines = (text: string, width: number) =>
    breakAt(text, width, (start, end) => end - start).map(([start, end]) => text.slice(start, end));

  test("break at blanks, and drop the blank", () => {
    expect(lines("one two three", 7)).toEqual(["one two", "three"]);
  });

  test("break between Han characters, never before a closing mark", () => {
    expect(lines("医用口罩，医用", 4)).toEqual(["医用口", "罩，医用"]);
  });

  test("break a word that alone is too wide, losing nothing", () => {
    expect(lines("LOT-1234567 x", 4)).toEqual(["LOT-", "1234", "567", "x"]);
    expect(lines("", 4)).toEqual([""]);
    expect(lines("abc", 0).join("")).toBe("abc");
  });
});
