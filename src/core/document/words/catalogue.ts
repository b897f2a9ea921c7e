import type { Names } from "#core/item/item.ts";
import { ar } from "./ar.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { ru } from "./ru.ts";
import type { DocumentWord, DocumentWords } from "./words.ts";
import { zh } from "./zh.ts";

/** A language in which documents are printed: one of the six of the United Nations. */
export type DocumentLanguage = keyof Names;

const CATALOGUE: Readonly<Record<DocumentLanguage, DocumentWords>> = { ar, zh, en, es, fr, ru };

/**
 * A text in a language, with its placeholders filled. What is filled in is isolated (U+2068 … U+2069), so that a number or a
 * name does not change the order of a right-to-left sentence. A placeholder without a fact throws `RangeError`.
 */
export function wordOf(
  language: DocumentLanguage,
  word: DocumentWord,
  facts: Readonly<Record<string, string | number>> = {},
): string {
  return CATALOGUE[language][word].replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const fact = facts[name];
    if (fact === undefined) throw new RangeError(`${word} asks for ${name}`);
    return isolate(String(fact));
  });
}

/** The text as a unit of its own in a line of another direction: first strong isolate (Unicode UAX #9, section 2.4.2). */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}
