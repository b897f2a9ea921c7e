import { TERMS, type Terms } from "#core/ledger/supply.ts";
import { type Parsed, parsed, unparsed } from "./parsed.ts";

/**
 * Returns the form under which a country's code or name is looked up: lower case, without accents, dots and
 * double spaces, any apostrophe as one. Maps given to {@link parseCountry} have such keys.
 */
export function formCountryKey(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .replace(/[’‘`ʼ]/g, "'")
    .replaceAll(".", "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

/**
 * Returns the country that a code (ISO 3166-1 of two or three letters) or name stands for. `countries` says so; its
 * keys are those of {@link formCountryKey}. Refuses `missing` and `unknown_country`: a name is never guessed.
 */
export function parseCountry<Country>(
  text: string,
  countries: ReadonlyMap<string, Country>,
): Parsed<Country> {
  const key = formCountryKey(text);
  if (key === "") return unparsed("missing");
  const country = countries.get(key);
  return country === undefined ? unparsed("unknown_country") : parsed(country);
}

const URL_TEXT =
  /^https?:\/\/(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}(?::\d{1,5})?(?:[/?#]\S*)?$/iu;
const URL_LENGTH_MAX = 2_000;

/**
 * Returns the web address that a text is, unchanged but for space around it: `http` or `https`, a host with a
 * domain, no user name, no space, at most 2,000 characters. Refuses `missing`, `not_a_url`, `too_long`.
 */
export function parseUrl(text: string): Parsed<string> {
  const trimmed = text.trim();
  if (trimmed === "") return unparsed("missing");
  if (trimmed.length > URL_LENGTH_MAX) return unparsed("too_long", { max: URL_LENGTH_MAX });
  const isSafe = !Array.from(trimmed).some(
    (character) => character < "!" || '"<>\\^`{|}'.includes(character),
  );
  return isSafe && URL_TEXT.test(trimmed) ? parsed(trimmed) : unparsed("not_a_url");
}

/** Words of sources for the four terms. */
const TERMS_WORDS: Readonly<Record<string, Terms>> = {
  gift: "grant",
  donation: "grant",
  donated: "grant",
  given: "grant",
  free: "grant",
  "free of charge": "grant",
  "concessional sale": "concessional",
  subsidised: "concessional",
  subsidized: "concessional",
  "at cost": "at_cost",
  "cost price": "at_cost",
  sold: "sale",
  bought: "sale",
  purchase: "sale",
  purchased: "sale",
  procured: "sale",
  procurement: "sale",
  commercial: "sale",
};

/**
 * Returns the terms a text names: `grant`, `concessional`, `at_cost`, `sale`, or a usual word for one of them (a
 * donation is a grant, what was procured is a sale). Refuses `missing` and `unknown_terms`.
 */
export function parseTerms(text: string): Parsed<Terms> {
  const word = text.trim().replace(/\s+/g, " ").toLowerCase();
  if (word === "") return unparsed("missing");
  const code = TERMS.find((terms) => terms === word.replace(/[ -]/g, "_"));
  const terms = code ?? (Object.hasOwn(TERMS_WORDS, word) ? TERMS_WORDS[word] : undefined);
  return terms === undefined ? unparsed("unknown_terms", { allowed: TERMS.join(", ") }) : parsed(terms);
}

/**
 * Returns the text without space around it and with single spaces inside, refusing `missing`, `too_long` beyond
 * `lengthMax` characters (200 where none is given), and control characters.
 */
export function parseText(text: string, lengthMax = 200): Parsed<string> {
  const trimmed = text.trim().replace(/\s+/g, " ");
  if (trimmed === "") return unparsed("missing");
  if (trimmed.length > lengthMax) return unparsed("too_long", { max: lengthMax });
  return /\p{Cc}/u.test(trimmed) ? unparsed("control_character") : parsed(trimmed);
}
