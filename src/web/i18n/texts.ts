import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { arrivalsEn } from "./arrivals/en.ts";
import type { en } from "./en.ts";
import type { siteEn } from "./site/en.ts";
import { directionOf, isLanguage, type Language, storeLanguage } from "./language.ts";

/** Every text there is, by its key. */
type Texts = typeof en & typeof siteEn & typeof arrivalsEn;

declare module "i18next" {
  interface CustomTypeOptions {
    readonly defaultNS: "translation";
    readonly keySeparator: false;
    readonly nsSeparator: false;
    /** Nothing here has contexts; the usual separator, `_`, stands in our keys. */
    readonly contextSeparator: "@";
    readonly resources: { readonly translation: Texts };
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

/** Texts of pages for who is signed in: fetched with the first of those pages, so that nobody else waits for them. */
const DESK_SOURCES: typeof SOURCES = {
  ar: async () => (await import("./site/ar.ts")).siteAr,
  zh: async () => (await import("./site/zh.ts")).siteZh,
  en: async () => (await import("./site/en.ts")).siteEn,
  es: async () => (await import("./site/es.ts")).siteEs,
  fr: async () => (await import("./site/fr.ts")).siteFr,
  ru: async () => (await import("./site/ru.ts")).siteRu,
};
let wantsDeskTexts = false;
const withDeskTexts = new Set<Language>();

/** Makes the texts of those pages ready, in the language that is shown and in every one that is shown later. */
export async function addDeskTexts(): Promise<void> {
  wantsDeskTexts = true;
  if (isLanguage(i18next.language)) await completeTexts(i18next.language);
}

async function completeTexts(language: Language): Promise<void> {
  if (!wantsDeskTexts || withDeskTexts.has(language)) return;
  i18next.addResourceBundle(language, "translation", await DESK_SOURCES[language]());
  withDeskTexts.add(language);
}

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
  await completeTexts(language);
  await i18next.changeLanguage(language);
  storeLanguage(language);
  dressDocument(language);
}

function dressDocument(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}
