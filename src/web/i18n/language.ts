/** The six languages of the United Nations, each named as its readers name it. */
export const LANGUAGES = {
  ar: "العربية",
  zh: "中文",
  en: "English",
  es: "Español",
  fr: "Français",
  ru: "Русский",
} as const;
export type Language = keyof typeof LANGUAGES;

const STORED_UNDER = "wellspring.language";

/** True for one of the six. */
export function isLanguage(value: string | null | undefined): value is Language {
  return value !== null && value !== undefined && Object.hasOwn(LANGUAGES, value);
}

/** The way a language is written. */
export function directionOf(language: Language): "ltr" | "rtl" {
  return language === "ar" ? "rtl" : "ltr";
}

/** The language to begin with: that of the address (`?lang=`), the one chosen before, the browser's, else English. */
export function findFirstLanguage(): Language {
  const asked = new URLSearchParams(window.location.search).get("lang");
  const candidates = [
    asked,
    readStored(),
    ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()),
  ];
  return candidates.find(isLanguage) ?? "en";
}

/** A year, in seconds. */
const KEPT_SECONDS = 31_536_000;

/** Keeps the choice for the next visit, where the browser lets us; and tells the server, which draws first pages in it. */
export function storeLanguage(language: Language): void {
  document.cookie = `${STORED_UNDER}=${language}; path=/; max-age=${KEPT_SECONDS}; samesite=lax`;
  try {
    window.localStorage.setItem(STORED_UNDER, language);
  } catch {
    // A browser that keeps nothing still shows the language for this visit.
  }
}

function readStored(): string | null {
  try {
    return window.localStorage.getItem(STORED_UNDER);
  } catch {
    return null; // storage is switched off: nothing was kept
  }
}
