import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import type { en } from "./en.ts";
import { isFirstKey } from "./first-groups.ts";
import { FIRST_TEXTS, type Texts } from "./first-texts.ts";
import { directionOf, type Language, storeLanguage } from "./language.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    readonly defaultNS: "translation";
    readonly keySeparator: false;
    readonly nsSeparator: false;
    /** Nothing here has contexts; the usual separator, `_`, stands in our keys. */
    readonly contextSeparator: "@";
    readonly resources: { readonly translation: typeof en };
  }
}

/** Where all texts of each language are: fetched when a page that needs more than the first is shown, not before. */
const ALL_TEXTS: Readonly<Record<Language, () => Promise<Texts>>> = {
  ar: async () => (await import("./ar.ts")).ar,
  zh: async () => (await import("./zh.ts")).zh,
  en: async () => (await import("./en.ts")).en,
  es: async () => (await import("./es.ts")).es,
  fr: async () => (await import("./fr.ts")).fr,
  ru: async () => (await import("./ru.ts")).ru,
};

/** How texts are looked up, here as on a server. */
const LOOK_UP = {
  keySeparator: false,
  nsSeparator: false,
  contextSeparator: "@",
  // React escapes what it draws.
  interpolation: { escapeValue: false },
} as const;

let current: Language = "en";
/** Languages all of whose texts are there, or on their way. */
const whole = new Map<Language, Promise<void>>();
/** Those of them that are there. */
const loaded = new Set<Language>();

/** When the texts of the first pages are there. */
let started: Promise<void> | undefined;

/**
 * Makes the texts of `language` ready before the first page is drawn: those that the first pages need, or, where that is known to be too
 * few, all (`isEvery`).
 */
export async function startTexts(language: Language, { isEvery }: { isEvery: boolean }): Promise<void> {
  current = language;
  const starting = startNow(language, isEvery);
  started = starting;
  if (isEvery) whole.set(language, starting);
  await starting;
}

async function startNow(language: Language, isEvery: boolean): Promise<void> {
  const texts = await (isEvery ? ALL_TEXTS : FIRST_TEXTS)[language]();
  if (isEvery) loaded.add(language);
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: texts } },
    ...LOOK_UP,
    // Pages are drawn again when further texts are there.
    react: { useSuspense: false, bindI18nStore: "added" },
    // A text that is missing is on its way; none stands for it meanwhile, rather than its key.
    saveMissing: true,
    missingKeyHandler: () => void loadEveryText().catch(() => undefined),
    parseMissingKeyHandler: (key) => (loaded.has(current) ? key : ""),
  });
  dressDocument(language);
}

/** Fetches the texts that the first pages need, where a drawn page began with more: whoever comes back without a network begins with these. */
export async function fetchFirstTexts(): Promise<void> {
  await FIRST_TEXTS[current]();
}

/** The texts of one language for a page that a server draws, which draws others in other languages at the same time. */
export interface OwnTexts {
  readonly i18n: i18n;
  /** Whether a text was drawn that the first pages come without: the browser's first drawing would lack it. */
  readonly isMoreThanFirst: () => boolean;
}

/** All texts of one language, and whether what was drawn with them needs more than those of the first pages. */
export async function openTexts(language: Language): Promise<OwnTexts> {
  let isMore = false;
  const name = "note-groups";
  const texts = i18next.createInstance();
  await texts
    .use({
      type: "postProcessor",
      name,
      process: (value: string, keys: string | readonly string[]) => {
        isMore ||= ![keys].flat().every(isFirstKey);
        return value;
      },
    })
    .init({
      lng: language,
      resources: { [language]: { translation: await ALL_TEXTS[language]() } },
      ...LOOK_UP,
      postProcess: [name],
      react: { useSuspense: false },
    });
  return { i18n: texts, isMoreThanFirst: () => isMore };
}

/**
 * Makes all texts of the language that is shown ready. Asked for once; after a broken connection, again. A server has them
 * ({@link openTexts}).
 */
export async function loadEveryText(): Promise<void> {
  if (typeof document === "undefined") return;
  await loadWhole(current);
}

async function loadWhole(language: Language): Promise<void> {
  const load = async () => {
    const [texts] = await Promise.all([ALL_TEXTS[language](), started]);
    i18next.addResourceBundle(language, "translation", texts);
    loaded.add(language);
  };
  const loading = whole.get(language) ?? load();
  whole.set(language, loading);
  try {
    await loading;
  } catch (error) {
    whole.delete(language);
    throw error;
  }
}

/** Changes the language of every page at once and keeps the choice. */
export async function showLanguage(language: Language): Promise<void> {
  if (whole.size > 0) await loadWhole(language);
  else if (!i18next.hasResourceBundle(language, "translation")) {
    i18next.addResourceBundle(language, "translation", await FIRST_TEXTS[language]());
  }
  current = language;
  await i18next.changeLanguage(language);
  storeLanguage(language);
  dressDocument(language);
}

function dressDocument(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}
