import type { DocumentFacts, DocumentLine, DocumentSite, Texts } from "./content.ts";
import { type DocumentLanguage, isolate, wordOf } from "./words/catalogue.ts";
import type { DocumentWord } from "./words/words.ts";

const NO_BREAK_SPACE = "\u00A0";

/** What stands between the members of a list. */
const LATIN_MARKS = { comma: ", ", semicolon: "; " } as const;
export const MARKS_OF = {
  ar: { comma: "، ", semicolon: "؛ " },
  zh: { comma: "，", semicolon: "；" },
  en: LATIN_MARKS,
  es: LATIN_MARKS,
  fr: LATIN_MARKS,
  ru: LATIN_MARKS,
} as const satisfies Readonly<
  Record<DocumentLanguage, { readonly comma: string; readonly semicolon: string }>
>;

/** How things of a consignment are called in the languages of a document. */
export interface Naming {
  readonly languages: readonly DocumentLanguage[];
  readonly word: (word: DocumentWord, facts?: Readonly<Record<string, string | number>>) => Texts;
  /** The same in every language: a number, a code, a day. `null` is said as "not stated". */
  readonly plain: (text: string | null) => Texts;
  readonly item: (itemId: string) => Texts;
  readonly unitOf: (itemId: string) => Texts;
  readonly party: (party: DocumentFacts["giver"]) => Texts;
  readonly site: (site: DocumentSite) => Texts;
  readonly country: (code: string) => Texts;
  /** A word for a count, with a figure: "1 200 pieces". */
  readonly amounts: (lines: readonly DocumentLine[]) => Texts;
}

/**
 * The names of things in the languages asked for. A government is called by its country, any other party by the name that is
 * recorded; what the tables do not know keeps its code.
 */
export function nameThings(facts: DocumentFacts, languages: readonly DocumentLanguage[]): Naming {
  const each = (write: (language: DocumentLanguage) => string): Texts => languages.map(write);
  const country = (code: string) => each((language) => facts.countries.get(code)?.names[language] ?? code);
  const unit = (itemId: string, language: DocumentLanguage): string => {
    const name = facts.items.get(itemId)?.unitName ?? "piece";
    // The table's CHECK holds the names of units; each has its word.
    return wordOf(language, `unit.${name}` as DocumentWord);
  };
  return {
    languages,
    word: (word, filled) => each((language) => wordOf(language, word, filled)),
    plain: (text) => each((language) => (text === null ? wordOf(language, "notStated") : isolate(text))),
    item: (itemId) => each((language) => facts.items.get(itemId)?.names[language] ?? itemId),
    unitOf: (itemId) => each((language) => unit(itemId, language)),
    party: ({ kind, code, name }) =>
      each((language) => {
        const isCountry = kind === "government" && facts.countries.has(code);
        return isCountry ? (facts.countries.get(code)?.names[language] ?? name) : isolate(name);
      }),
    site: (site) => {
      const names = country(site.country);
      return names.map((name, place) => {
        return `${isolate(`${site.name} (${site.code})`)}${MARKS_OF[languages[place] ?? "en"].comma}${name}`;
      });
    },
    country,
    amounts: (lines) =>
      each((language) =>
        [...sumByUnit(lines, (itemId) => unit(itemId, language))]
          .map(([name, sum]) => `${isolate(groupDigits(sum))}\u00A0${name}`)
          .join(MARKS_OF[language].semicolon),
      ),
  };
}

/** Quantities of different units never add. */
function sumByUnit(lines: readonly DocumentLine[], unitOf: (itemId: string) => string) {
  const sums = new Map<string, number>();
  for (const { itemId, quantity } of lines) {
    sums.set(unitOf(itemId), (sums.get(unitOf(itemId)) ?? 0) + quantity);
  }
  return sums;
}

/** Digits in groups of three with a space that does not break (SI brochure, section 5.4.4): read alike in every language. */
export function groupDigits(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, NO_BREAK_SPACE);
}
