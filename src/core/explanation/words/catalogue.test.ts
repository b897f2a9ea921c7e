import { describe, expect, test } from "vitest";
import { NAME_LANGUAGES } from "#core/item/item.ts";
import { type WordKey, WORDS } from "./catalogue.ts";

type Words = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** The texts of a key: one, or one for each plural form. */
function textsOf(words: Words, key: string): readonly (readonly [string, string])[] {
  const found = words[key] ?? "";
  return typeof found === "string" ? [["", found]] : Object.entries(found);
}

function placeholdersOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ""))].toSorted();
}

/** Forms for so few that a language may say the number in a word. */
const NUMBER_IN_WORDS = ["zero", "one", "two"];
const KEYS = Object.keys(WORDS.en) as WordKey[]; // the keys of a const object

describe.each(NAME_LANGUAGES)("the words of %s", (language) => {
  const words: Words = WORDS[language];

  test("are there for every key, and for no other", () => {
    expect(Object.keys(words).toSorted()).toEqual(KEYS.toSorted());
    expect(KEYS.length).toBeGreaterThan(90);
  });

  test("have the same placeholders as the English ones", () => {
    for (const key of KEYS) {
      const expected = placeholdersOf(textsOf(WORDS.en, key).at(-1)?.[1] ?? "");
      for (const [form, text] of textsOf(words, key)) {
        const found = placeholdersOf(text);
        const isSpelt = NUMBER_IN_WORDS.includes(form) && !found.includes("count");
        const wanted = isSpelt ? expected.filter((name) => name !== "count") : expected;
        expect({ key, form, found }).toEqual({ key, form, found: wanted });
      }
    }
  });

  test("have the plural forms of the language, and no empty text", () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    const plurals = KEYS.filter((key) => typeof words[key] !== "string");
    expect(plurals.length).toBeGreaterThan(5);
    for (const key of plurals) {
      expect({ key, forms: Object.keys(words[key] ?? {}).toSorted() }).toEqual({ key, forms });
    }
    expect(KEYS.flatMap((key) => textsOf(words, key)).filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});
