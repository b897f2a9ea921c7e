import type { Language } from "./language.ts";

/** Texts by key. */
export type Texts = Readonly<Record<string, string>>;

/**
 * Where the texts of each language are that the first pages need. In the pages as they are built, `vite.config.ts` puts in
 * the place of each table that part of it which `first-groups.ts` names.
 */
export const FIRST_TEXTS: Readonly<Record<Language, () => Promise<Texts>>> = {
  ar: async () => (await import("./ar.ts")).ar,
  zh: async () => (await import("./zh.ts")).zh,
  en: async () => (await import("./en.ts")).en,
  es: async () => (await import("./es.ts")).es,
  fr: async () => (await import("./fr.ts")).fr,
  ru: async () => (await import("./ru.ts")).ru,
};
