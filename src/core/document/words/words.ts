import type { en } from "./en.ts";

export type DocumentWord = keyof typeof en;

/** The words of one language: a text that is missing, or one that nobody asks for, does not compile. */
export type DocumentWords = Readonly<Record<DocumentWord, string>>;
