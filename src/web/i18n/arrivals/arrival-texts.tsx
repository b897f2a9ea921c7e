import { useQuery } from "@tanstack/react-query";
import i18next from "i18next";
import type { ReactNode } from "react";
import { Loaded } from "../../display/states.tsx";
import { useLanguage } from "../../server/reference.ts";
import type { Language } from "../language.ts";

/** Texts of arrivals and scanning: fetched with those pages, so that other pages stay as light as they are. */
const SOURCES: Readonly<Record<Language, () => Promise<Readonly<Record<string, string>>>>> = {
  ar: async () => (await import("./ar.ts")).arrivalsAr,
  zh: async () => (await import("./zh.ts")).arrivalsZh,
  en: async () => (await import("./en.ts")).arrivalsEn,
  es: async () => (await import("./es.ts")).arrivalsEs,
  fr: async () => (await import("./fr.ts")).arrivalsFr,
  ru: async () => (await import("./ru.ts")).arrivalsRu,
};

/** Draws its children once the texts of arrivals are there in the page's language. */
export function WithArrivalTexts({ children }: { readonly children: ReactNode }) {
  const language = useLanguage();
  const texts = useQuery({
    queryKey: ["arrival-texts", language],
    queryFn: async () => {
      i18next.addResourceBundle(language, "translation", await SOURCES[language](), true, true);
      return true;
    },
    networkMode: "always",
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  return <Loaded query={texts}>{() => children}</Loaded>;
}
