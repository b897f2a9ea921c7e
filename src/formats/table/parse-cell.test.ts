import { describe, expect, test } from "vitest";
import { formCountryKey, parseCountry, parseTerms, parseText, parseUrl } from "./parse-cell.ts";

describe("a country", () => {
  const names = ["CIV", "CI", "Côte d’Ivoire", "科特迪瓦", "Кот-д'Ивуар"];
  const countries = new Map(names.map((name) => [formCountryKey(name), "CIV"]));
  test.each(["CIV", "ci", "Cote d'Ivoire", " CÔTE  D`IVOIRE ", "科特迪瓦", "КОТ-Д'ИВУАР"])(
    "%j is found",
    (text) => {
      expect(parseCountry(text, countries)).toEqual({ ok: true, value: "CIV" });
    },
  );
  test("an empty or unknown one is refused, not guessed", () => {
    expect(parseCountry(" ", countries)).toMatchObject({ problem: { rule: "missing" } });
    expect(parseCountry("Ivory Coast", countries)).toMatchObject({ problem: { rule: "unknown_country" } });
  });
});

describe("a web address", () => {
  test.each([
    "https://www.unicef.org/supply/covid-19?x=1#top",
    "http://example.org",
    "https://新华网.cn/a",
    "https://example.org:8080/ä",
  ])("%s is read", (text) => {
    expect(parseUrl(` ${text} `)).toEqual({ ok: true, value: text });
  });
  test.each([
    ["", "missing"],
    ["www.unicef.org", "not_a_url"],
    ["javascript:alert(1)", "not_a_url"],
    ["ftp://example.org", "not_a_url"],
    ["https://user:pass@example.org", "not_a_url"],
    ["https://example.org/a b", "not_a_url"],
    ['https://example.org/"onclick', "not_a_url"],
    ["https://localhost/", "not_a_url"],
    [`https://example.org/${"a".repeat(2_000)}`, "too_long"],
  ])("%j is refused as %s", (text, rule) => {
    expect(parseUrl(text)).toMatchObject({ ok: false, problem: { rule } });
  });
});

test.each([
  ["grant", "grant"],
  ["Donation", "grant"],
  ["At cost", "at_cost"],
  ["at-cost", "at_cost"],
  ["Procured", "sale"],
  ["SALE", "sale"],
  ["concessional", "concessional"],
])("the terms %j are %s", (text, terms) => {
  expect(parseTerms(text)).toEqual({ ok: true, value: terms });
});

test.each(["in return for a vote", "grant if thanked", "constructor", "not_stated"])(
  "%j are no terms",
  (text) => {
    expect(parseTerms(text)).toMatchObject({ ok: false, problem: { rule: "unknown_terms" } });
  },
);

test("a text is trimmed, bounded, and free of control characters", () => {
  expect(parseText("  Lot \n 7 ")).toEqual({ ok: true, value: "Lot 7" });
  expect(parseText("abc", 2)).toMatchObject({ problem: { rule: "too_long", facts: { max: 2 } } });
  expect(parseText("a\u0007b")).toMatchObject({ problem: { rule: "control_character" } });
  expect(parseText(" ")).toMatchObject({ problem: { rule: "missing" } });
});
