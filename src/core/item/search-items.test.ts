import { describe, expect, test } from "vitest";
import { foldForSearch, indexItems, searchItems } from "./search-items.ts";

const same = (text: string) => ({ ar: text, zh: text, en: text, es: text, fr: text, ru: text });
const items = [
  {
    id: "mask",
    of: null,
    names: { ...same("Mask"), fr: "Masque", ar: "كِمامة", es: "Mascarilla", zh: "口罩" },
  },
  { id: "n95", of: "mask", names: { ...same("N95 respirator"), fr: "Masque respiratoire N95" } },
  {
    id: "medical_mask",
    of: "mask",
    names: { ...same("Medical mask"), fr: "Masque médical", ru: "Медицинская маска" },
  },
  { id: "gown", of: null, names: { ...same("Protective gown"), fr: "Blouse de protection" } },
];

describe("searching the catalogue", () => {
  const search = indexItems(items, "en");
  test.each([
    ["", ["mask", "n95", "medical_mask", "gown"]],
    ["mask", ["mask", "medical_mask", "n95"]], // its own name begins with it, has it, the category above it has it
    ["MEDIC", ["medical_mask"]],
    ["masque medical", ["medical_mask"]],
    ["медицинская", ["medical_mask"]],
    ["كمامة", ["mask", "n95", "medical_mask"]],
    ["口罩", ["mask", "n95", "medical_mask"]],
    ["medical_mask".replace("_", " "), ["medical_mask"]],
    ["blouse n95", []],
  ])("%j leads to %j", (text, expected) => {
    expect(searchItems(search, text)).toEqual(expected);
  });

  test("folds case, accents and vowel signs", () => {
    expect(foldForSearch(" Équipement ")).toBe("equipement");
    expect(foldForSearch("كِمَامَـة")).toBe("كمامة");
  });
});
