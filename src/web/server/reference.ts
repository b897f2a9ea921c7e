import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../display/word.ts";
import { type Language, isLanguage } from "../i18n/language.ts";
import { findKeptReading } from "../waiting/waiting-store.ts";
import { read, RefusedReadingError, server } from "./connection.ts";

/** The lists that hardly change, which no command does, are asked for once in a visit. */
const ONCE = {
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  meta: { isFixed: true },
};

/** Countries with their names, regions and lists. */
export function useCountries() {
  return useQuery({ queryKey: ["countries"], queryFn: () => read(server.listCountries({})), ...ONCE });
}

/** The catalogue. */
export function useItems() {
  return useQuery({ queryKey: ["items"], queryFn: () => read(server.listItems({})), ...ONCE });
}

/** Asks what items and countries are called in one language. */
export function askNames(language: Language) {
  return {
    queryKey: ["names", language],
    queryFn: () => readOrFindKept(`names ${language}`, () => read(server.getNames({ params: { language } }))),
    networkMode: "always",
    ...ONCE,
  } as const;
}

/** A list from the server; where nothing answers, as a page that works without a network has kept it. */
async function readOrFindKept<Value>(name: string, readNow: () => Promise<Value>): Promise<Value> {
  try {
    return await readNow();
  } catch (error) {
    if (error instanceof RefusedReadingError) throw error;
    const kept = await findKeptReading(name).catch(() => undefined);
    if (kept === undefined) throw error;
    return kept as Value; // kept under this name by keep-names.ts alone
  }
}

/** Sites, by code; those of one country where it is given. */
export function useSites(country?: string) {
  return useQuery({
    queryKey: ["sites", country ?? null],
    queryFn: () => readEverySite(country),
    staleTime: 60_000,
  });
}

/** Pages of sites are followed to the end; a bound keeps a broken cursor from asking for ever. */
const SITE_PAGES_MAX = 20;

async function readEverySite(country: string | undefined) {
  const items = [];
  let cursor: string | null = null;
  for (let page = 0; page < SITE_PAGES_MAX; page += 1) {
    const query = {
      limit: 500,
      ...(country === undefined ? {} : { country }),
      ...(cursor === null ? {} : { cursor }),
    };
    const answer: Awaited<ReturnType<typeof readSites>> = await readSites(query);
    items.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === null) break;
  }
  return items;
}

function readSites(query: { limit: number; country?: string; cursor?: string }) {
  return read(server.listSites({ query }));
}

/** Every party, by code; asked for only where `isWanted`. */
export function useParties(isWanted: boolean) {
  return useQuery({ queryKey: ["parties"], queryFn: readEveryParty, staleTime: 60_000, enabled: isWanted });
}

async function readEveryParty() {
  const items = [];
  let cursor: string | null = null;
  for (let page = 0; page < PARTY_PAGES_MAX; page += 1) {
    const answer: Awaited<ReturnType<typeof readParties>> = await readParties(cursor);
    items.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === null) break;
  }
  return items;
}

/** As for sites. */
const PARTY_PAGES_MAX = 20;

function readParties(cursor: string | null) {
  return read(server.listParties({ query: { limit: 500, ...(cursor === null ? {} : { cursor }) } }));
}

/** The language in which the page is shown. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return isLanguage(i18n.language) ? i18n.language : "en";
}

/** Names of things in the language of the page; the code itself where the catalogue does not know it. */
export interface Names {
  readonly item: (id: string | null) => string;
  /** A country's name, for the code of a government too; other parties keep their code. */
  readonly party: (code: string | null) => string;
  /** The word for an item's base unit. */
  readonly unitOf: (itemId: string | null) => string;
  readonly unit: (name: string) => string;
  readonly isLeastDeveloped: (code: string) => boolean;
  /** Codes of all countries, in the order of their names. */
  readonly countryCodes: readonly string[];
  /** All items, a category before what is below it. */
  readonly itemIds: readonly string[];
}

/** Names by code, from the catalogue and the list of countries. */
export function useNames(): Names {
  const language = useLanguage();
  const { word } = useWords();
  // Until those of another language are there, the ones before stay.
  const { data } = useQuery({ ...askNames(language), placeholderData: keepPreviousData });
  // Forms draw hundreds of names at each keystroke: the tables are made once.
  const tables = useMemo(() => {
    const items = new Map(data?.items.map((item) => [item.id, item]));
    const countries = new Map(data?.countries.map((country) => [country.code, country]));
    return { items, countries, countryCodes: [...countries.keys()], itemIds: [...items.keys()] };
  }, [data]);
  const { items, countries, countryCodes, itemIds } = tables;
  const unit = (name: string) => word("unit", name);
  return {
    item: (id) => (id === null ? "" : (items.get(id)?.name ?? id)),
    party: (code) => (code === null ? "" : (countries.get(code)?.name ?? code)),
    unitOf: (id) => (id === null ? "" : unit(items.get(id)?.unitName ?? "")),
    unit,
    isLeastDeveloped: (code) => countries.get(code)?.leastDeveloped ?? false,
    countryCodes,
    itemIds,
  };
}
