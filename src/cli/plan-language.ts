import type { Language } from "#core/explanation/words/catalogue.ts";
import { NAME_LANGUAGES } from "#core/item/item.ts";
import type { Problem } from "#core/result.ts";

/** What `--language` is described by. */
export const LANGUAGE_OPTION = `language of the words: ${NAME_LANGUAGES.join(", ")}`;

/** The language of an option; what is wrong with it is added to `problems`, and English stands in for it. */
export function readLanguage(text: string, problems: Problem[]): Language {
  const found = NAME_LANGUAGES.find((language) => language === text);
  if (found !== undefined) return found;
  const facts = { allowed: NAME_LANGUAGES.join(", ") };
  problems.push({ field: "--language", value: text, rule: "unknown_language", facts });
  return "en";
}
