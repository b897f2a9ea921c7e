import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { arrivalsEn } from "./arrivals/en.ts";
import type { en } from "./en.ts";
import { directionOf, type Language, storeLanguage } from "./language.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    readonly defaultNS: "translation";
    readonly keySeparator: false;
    readonly nsSeparator: false;
    /** Nothing here has contexts; the usual separator, `_`, stands in our keys. */
    readonly contextSeparator: "@";
    /** Those of arrivals come later, with their pages. */
    readonly resources: { readonly translation: typeof en & typeof arrivalsEn };
  }
}

/** Where each language's texts are: fetched when the language is first shown, not before. */
const SOURCES: Readonly<Record<Language, () => Promise<Readonly<Record<string, string>>>>> = {
  ar: async () => (await import("./ar.ts")).ar,
  zh: async () => (await import("./zh.ts")).zh,
  en: async () => (await import("./en.ts")).en,
  es: async () => (await import("./es.ts")).es,
  fr: async () => (await import("./fr.ts")).fr,
  ru: async () => (await import("./ru.ts")).ru,
};

/** Makes the texts of `language` ready before the first page is drawn. */
export async function startTexts(language: Language): Promise<void> {
  const texts = await SOURCES[language]();
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: texts } },
    keySeparator: false,
    nsSeparator: false,
    contextSeparator: "@",
    // React escapes what it draws.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  dressDocument(language);
}

/** Changes the language of every page at once and keeps the choice. */
export async function showLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, "translation")) {
    i18next.addResourceBundle(language, "translation", await SOURCES[language]());
  }
  await i18next.changeLanguage(language);
  storeLanguage(language);
  dressDocument(language);
}

function dressDocument(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}
