import type { NAME_LANGUAGES } from "#core/item/item.ts";
import { ar } from "./ar.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { ru } from "./ru.ts";
import { zh } from "./zh.ts";

/** One of the six official languages of the United Nations. */
export type Language = (typeof NAME_LANGUAGES)[number];

/** The words of every language: for the command line, the interface and the pages alike. */
export const WORDS = { ar, en, es, fr, ru, zh } as const satisfies Readonly<Record<Language, unknown>>;

export type WordKey = keyof typeof en;
