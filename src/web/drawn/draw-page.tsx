import { dehydrate, type QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { I18nextProvider } from "react-i18next";
import { prerender } from "react-dom/static.edge";
import type { DrawPage } from "#api/page-drawing.ts";
import { Application } from "../frame/application.tsx";
import { directionOf, isLanguage } from "../i18n/language.ts";
import { openTexts } from "../i18n/texts.ts";
import { openPages } from "../open-pages.ts";
import { transport } from "../server/connection.ts";
import { openQueryClient } from "../server/query-client.ts";
import { PAGE_SOURCES } from "./page-sources.ts";

/** A reading may lead to another: the page is drawn again when the first has come. Chains are four long at most. */
const DRAWINGS_MAX = 6;

/**
 * Draws a page with its figures, as somebody sees it who is not signed in: what the scripts would show, without waiting for them. Parts that
 * are fetched when they are first shown are in it.
 */
export const drawPage: DrawPage = async ({ address, language, isPhone }, send) => {
  if (!isLanguage(language)) return null;
  transport.send = send;
  const pages = openPages(address);
  const queryClient = openQueryClient({ triesAgainMax: 0 });
  const [texts] = await Promise.all([openTexts(language), pages.load()]);
  const sources = PAGE_SOURCES[pages.state.matches.at(-1)?.routeId ?? ""];
  if (sources === undefined) return null;
  const direction = directionOf(language);
  const page = (
    <I18nextProvider i18n={texts.i18n}>
      <Application pages={pages} queryClient={queryClient} direction={direction} isPhone={isPhone} />
    </I18nextProvider>
  );
  const markup = await drawWithReadings(page, queryClient);
  if (markup === null) return null;
  const needsEveryText = texts.isMoreThanFirst();
  return {
    markup,
    title: findTitle(markup),
    direction,
    state: JSON.stringify({
      address,
      language,
      isPhone,
      needsEveryText,
      readings: dehydrate(queryClient),
    }),
    sources: [needsEveryText ? `i18n/${language}.ts` : `../../first-texts:${language}`, ...sources],
  };
};

/** Draws until nothing is drawn any more that asks for something; `null` where a reading was refused or did not come. */
async function drawWithReadings(page: ReactNode, queryClient: QueryClient): Promise<string | null> {
  const queries = queryClient.getQueryCache();
  for (let drawings = 1; drawings <= DRAWINGS_MAX; drawings += 1) {
    const failed: unknown[] = [];
    const { prelude } = await prerender(page, {
      // Parts stand where they belong: put there later, they would need a script.
      progressiveChunkSize: Number.POSITIVE_INFINITY,
      onError: (error) => void failed.push(error),
      // A part for browsers alone (`browser` of React) is its fallback here.
      onBrowserBailout: () => undefined,
    });
    const markup = await new Response(prelude).text();
    if (failed.length > 0) throw failed[0];
    const missing = queries.getAll().filter(({ state }) => state.data === undefined);
    const wanted = missing.filter(({ options }) => !("enabled" in options) || options.enabled !== false);
    if (wanted.length === 0) return markup;
    await Promise.all(wanted.map((query) => query.fetch().catch(() => undefined)));
    if (wanted.some(({ state }) => state.status === "error")) return null;
  }
  return null;
}

/** The page's heading up to its first mark, as its scripts name it (`display/page-title.tsx`). */
function findTitle(markup: string): string {
  const [, heading = ""] = /<h1[^>]*>([^<]*)/.exec(markup) ?? [];
  return heading;
}
