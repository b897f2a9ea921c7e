import type { en } from "./en.ts";

/**
 * The words of a language whose plural has the given forms (CLDR): a text or form that is missing, or one that nobody asks for,
 * does not compile. A placeholder stands in braces; `{count}` is what the plural form is chosen by.
 */
export type Words<Form extends Intl.LDMLPluralRule> = {
  readonly [Key in keyof typeof en]: (typeof en)[Key] extends string
    ? string
    : Readonly<Record<Form, string>>;
};
