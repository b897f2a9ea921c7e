import { Temporal } from "temporal-polyfill";
import type { NAME_LANGUAGES } from "#core/item/item.ts";
import type { Day } from "#core/time.ts";
import type { NotificationKind } from "../notification.ts";
import { ar } from "./ar.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { ru } from "./ru.ts";
import type { NotificationWords } from "./words.ts";
import { zh } from "./zh.ts";

/** One of the six official languages of the United Nations. */
export type NotificationLanguage = (typeof NAME_LANGUAGES)[number];

/** The words of each language. Of plural forms each has those of its own, `other` among them. */
const CATALOGUE: Readonly<Record<NotificationLanguage, NotificationWords<"other">>> = {
  ar,
  zh,
  en,
  es,
  fr,
  ru,
};

/** What a sentence on a notification is filled with. */
export interface SentenceFacts {
  readonly kind: NotificationKind;
  /** The other side, as it is called in the language. */
  readonly party: string | null;
  readonly name: string | null;
  readonly day: Day | null;
}

/**
 * What has happened, as one sentence. In Arabic names and numbers are isolated (U+2068 … U+2069), so that they do not change the
 * order of the sentence. A fact that the sentence asks for and that is not there throws `RangeError`.
 */
export function sayNotification(
  language: NotificationLanguage,
  { kind, party, name, day }: SentenceFacts,
): string {
  const shown = day === null ? null : formatDay(language, day);
  return fill(language, CATALOGUE[language].kinds[kind], { party, name, day: shown });
}

/** So many new notifications, as the language counts. */
export function sayCount(language: NotificationLanguage, count: number): string {
  const forms: Partial<Record<Intl.LDMLPluralRule, string>> = CATALOGUE[language].count;
  const form = forms[new Intl.PluralRules(language).select(count)] ?? CATALOGUE[language].count.other;
  return fill(language, form, { count: new Intl.NumberFormat(language).format(count) });
}

/** What else stands in a message; `further`: how many notifications are not listed in it. */
export function sayAround(language: NotificationLanguage, further: number) {
  const { all, why, setting, further: words } = CATALOGUE[language];
  const count = new Intl.NumberFormat(language).format(further);
  return { all, why, setting, further: fill(language, words, { count }) };
}

function formatDay(language: NotificationLanguage, day: Day): string {
  const options = { year: "numeric", month: "long", day: "numeric" } as const;
  // English is written for the world: days before months.
  const locale = language === "en" ? "en-GB" : language;
  return Temporal.PlainDate.from(day).toLocaleString(locale, options);
}

function fill(
  language: NotificationLanguage,
  text: string,
  facts: Readonly<Record<string, string | null>>,
): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const fact = facts[name] ?? null;
    if (fact === null) throw new RangeError(`a notification's words ask for ${name}`);
    return language === "ar" ? `\u2068${fact}\u2069` : fact;
  });
}
