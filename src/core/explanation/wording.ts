import { type Language, type WordKey, WORDS } from "./words/catalogue.ts";

/** A fact put into a sentence: text as it is, a number by which the plural form is chosen as `count`. */
type Facts = Readonly<Record<string, string | number>>;

/** Words, numbers and amounts of one language. */
export interface Wording {
  readonly language: Language;
  /** What numbers and dates are written as. */
  readonly locale: string;
  /** The sentence of a key with its `{facts}`; its plural form follows from the fact `count`, which must then be there. */
  readonly say: (key: WordKey, facts?: Facts) => string;
  /** A number with its groups of digits, to two decimals; below 1 to three significant digits. */
  readonly number: (value: number) => string;
  readonly signed: (value: number) => string;
  /** A level or index, to four significant digits. */
  readonly level: (value: number) => string;
  readonly units: (value: number) => string;
  /** Grams, shown in kilograms from one on. */
  readonly mass: (grams: number) => string;
  /** Cubic centimetres, shown in litres. */
  readonly volume: (cubicCentimetres: number) => string;
  /** Parts one after another; of many, the first so many and how many more there are. */
  readonly list: (parts: readonly string[], most?: number) => string;
  /** A text with its first letter as a sentence begins. */
  readonly begin: (text: string) => string;
  /** A name that may be of another script, kept together where the language is written from right to left. */
  readonly isolate: (name: string) => string;
}

/** So many parts of a list are named one by one. */
const LISTED_MAX = 8;
const GRAMS_PER_KILOGRAM = 1000;
const CUBIC_CENTIMETRES_PER_LITRE = 1000;

/** The wording of a language. English is written for the world: as its readers outside America have it. */
export function openWording(language: Language): Wording {
  const locale = language === "en" ? "en-GB" : language;
  const words: Readonly<Record<WordKey, string | Readonly<Record<string, string>>>> = WORDS[language];
  const plural = new Intl.PluralRules(locale);
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const small = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  const level = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
  const signed = new Intl.NumberFormat(locale, { signDisplay: "exceptZero", maximumFractionDigits: 4 });
  const measure = (unit: "gram" | "kilogram" | "liter") =>
    new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: 2 });
  const number = (value: number) => (Math.abs(value) < 1 ? small : whole).format(value);
  const isolate = (name: string) => (language === "ar" ? `\u2068${name}\u2069` : name);
  const say = (key: WordKey, facts: Facts = {}) => {
    const found = words[key];
    const text =
      typeof found === "string"
        ? found
        : (found[plural.select(Number(facts["count"]))] ?? found["other"] ?? "");
    return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const fact = facts[name];
      return typeof fact === "number" ? number(fact) : (fact ?? "");
    });
  };
  return {
    language,
    locale,
    say,
    number,
    // Isolated: in Arabic the sign would else go to the other end of the number.
    signed: (value) => isolate(signed.format(value)),
    level: (value) => level.format(value),
    units: (count) => say("amount.units", { count }),
    mass: (grams) =>
      grams < GRAMS_PER_KILOGRAM
        ? measure("gram").format(grams)
        : measure("kilogram").format(grams / GRAMS_PER_KILOGRAM),
    volume: (cubicCentimetres) => measure("liter").format(cubicCentimetres / CUBIC_CENTIMETRES_PER_LITRE),
    list: (parts, most = LISTED_MAX) => {
      const shown = parts.slice(0, most).join(say("list.comma"));
      const count = parts.length - most;
      return count > 0 ? `${shown}${say("list.comma")}${say("amount.more", { count })}` : shown;
    },
    begin: (text) => {
      const [first = ""] = text;
      return `${first.toLocaleUpperCase(locale)}${text.slice(first.length)}`;
    },
    isolate,
  };
}
